import { Controller, Get, Header, Param, Query, Req, applyDecorators } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { cityQuery } from '../cities/cities.schemas.js';
import type { ErrorCode } from '../contracts/errors.js';
import { Public } from '../platform/http/routes/access.js';
import type { Cacheable } from '../platform/http/server/cacheable.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { type ChartQuery, chartQuery } from './weather-chart.schemas.js';
import { WeatherChartService } from './weather-chart.service.js';

const problems: readonly ErrorCode[] = ['VALIDATION_FAILED', 'CITY_NOT_FOUND', 'UPSTREAM_INVALID', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'TOO_BUSY'];
/** Pages of any origin may show the picture; a browser that opens it by itself runs and loads nothing for it, and styles it as browsers do. */
const picture = applyDecorators(
  Header('Cross-Origin-Resource-Policy', 'cross-origin'),
  Header('Content-Security-Policy', "default-src 'none'; style-src 'unsafe-inline'"),
);

@ApiTags('weather')
@Controller('weather/:city')
@Public()
export class WeatherChartController {
  constructor(private readonly charts: WeatherChartService) {}

  @Get('chart.svg')
  @picture
  @Endpoint({ summary: "A chart of a city's coming days, with a text for screen readers", media: 'image/svg+xml', problems })
  async svg(
    @Param('city', { schema: cityQuery }) city: string,
    @Query({ schema: chartQuery }) { theme }: ChartQuery,
    @Req() request: Request,
  ): Promise<Cacheable> {
    return this.charts.svg(city, theme, new Caller(request));
  }

  @Get('chart.png')
  @picture
  @Endpoint({ summary: 'The same chart as pixels', media: 'image/png', problems })
  async png(
    @Param('city', { schema: cityQuery }) city: string,
    @Query({ schema: chartQuery }) { theme }: ChartQuery,
    @Req() request: Request,
  ): Promise<Cacheable> {
    return this.charts.png(city, theme, new Caller(request));
  }
}
