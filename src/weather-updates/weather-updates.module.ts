import { Module } from '@nestjs/common';
import { WeatherModule } from '../weather/weather.module.js';
import { WatchedCities } from './watched-cities.js';
import { WeatherSubscriptions } from './weather-subscriptions.js';

/** The API's side: who wants to know. */
@Module({ imports: [WeatherModule], providers: [WatchedCities, WeatherSubscriptions], exports: [WatchedCities, WeatherSubscriptions] })
export class WeatherUpdatesModule {}
