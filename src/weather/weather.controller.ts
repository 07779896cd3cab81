import { Controller, Get, Param, Query, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Request } from 'express';
import { cityQuery } from '../cities/cities.schemas.js';
import { weatherView } from '../contracts/weather.js';
import { Public } from '../platform/http/routes/access.js';
import type { Cacheable } from '../platform/http/server/cacheable.js';
import { Caller } from '../platform/http/routes/caller.js';
import { Endpoint } from '../platform/http/routes/endpoint.js';
import { type CitiesQuery, type CitiesWeather, citiesQuery, citiesWeather } from './weather.schemas.js';
import { WeatherService } from './weather.service.js';

@ApiTags('weather')
@Controller('weather')
@Public()
export class WeatherController {
  constructor(private readonly weather: WeatherService) {}

  @Get()
  @Endpoint({ summary: 'The weather of several cities, each with its own status', answer: citiesWeather, problems: ['VALIDATION_FAILED'] })
  async several(@Query({ schema: citiesQuery }) { cities }: CitiesQuery, @Req() request: Request): Promise<CitiesWeather> {
    return { items: await this.weather.several(cities, new Caller(request)) };
  }

  @Get(':city')
  @Endpoint({
    summary: "A city's weather, now and in the coming days",
    answer: weatherView,
    problems: ['VALIDATION_FAILED', 'CITY_NOT_FOUND', 'UPSTREAM_INVALID', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'TOO_BUSY'],
  })
  async report(@Param('city', { schema: cityQuery }) city: string, @Req() request: Request): Promise<Cacheable> {
    return (await this.weather.answer(city, new Caller(request))).json;
  }
}
