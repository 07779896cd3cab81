import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { weatherView } from '../contracts/weather.js';
import { Public } from '../platform/http/access.js';
import type { Cacheable } from '../platform/http/cacheable.js';
import { CallerSignal } from '../platform/http/caller-signal.js';
import { Endpoint } from '../platform/http/endpoint.js';
import { type CitiesQuery, type CitiesWeather, citiesQuery, citiesWeather, cityParam } from './weather.schemas.js';
import { WeatherService } from './weather.service.js';

@ApiTags('weather')
@Controller('weather')
@Public()
export class WeatherController {
  constructor(private readonly weather: WeatherService) {}

  @Get()
  @Endpoint({ summary: 'The weather of several cities, each with its own status', answer: citiesWeather, problems: ['VALIDATION_FAILED'] })
  async several(@Query({ schema: citiesQuery }) { cities }: CitiesQuery, @CallerSignal() signal: AbortSignal): Promise<CitiesWeather> {
    return { items: await this.weather.several(cities, signal) };
  }

  @Get(':city')
  @Endpoint({
    summary: "A city's weather, now and in the coming days",
    answer: weatherView,
    problems: ['VALIDATION_FAILED', 'CITY_NOT_FOUND', 'UPSTREAM_INVALID', 'UPSTREAM_UNAVAILABLE', 'UPSTREAM_TIMEOUT', 'TOO_BUSY'],
  })
  async report(@Param('city', { schema: cityParam }) city: string, @CallerSignal() signal: AbortSignal): Promise<Cacheable> {
    return (await this.weather.answer(city, signal)).json;
  }
}
