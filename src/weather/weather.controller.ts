import { Controller, Get, Param, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { type WeatherView, weatherView } from '../contracts/weather.js';
import { Public } from '../platform/http/access.js';
import { Endpoint } from '../platform/http/endpoint.js';
import { HandlerTimeInterceptor } from '../platform/http/handler-time.interceptor.js';
import { cityParam } from './weather.schemas.js';
import { WeatherService } from './weather.service.js';

@ApiTags('weather')
@Controller('weather')
@UseInterceptors(HandlerTimeInterceptor)
@Public()
export class WeatherController {
  constructor(private readonly weather: WeatherService) {}

  @Get(':city')
  @Endpoint({
    summary: "A city's weather, now and in the coming days",
    answer: weatherView,
    problems: ['VALIDATION_FAILED', 'CITY_NOT_FOUND', 'UPSTREAM_INVALID', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'TOO_BUSY'],
  })
  async report(@Param('city', { schema: cityParam }) city: string): Promise<WeatherView> {
    return this.weather.report(city);
  }
}
