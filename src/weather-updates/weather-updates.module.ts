import { Module } from '@nestjs/common';
import { WeatherModule } from '../weather/weather.module.js';
import { CityWatchGateway } from './city-watch.gateway.js';
import { WatchedCities } from './watched-cities.js';
import { WeatherSubscriptions } from './weather-subscriptions.js';

/** The API's side: who wants to know. */
@Module({ imports: [WeatherModule], providers: [WatchedCities, CityWatchGateway, WeatherSubscriptions], exports: [WeatherSubscriptions] })
export class WeatherUpdatesModule {}
