import { Module } from '@nestjs/common';
import { SocketEmitterModule } from '../realtime/fleet/socket-emitter.module.js';
import { WeatherModule } from '../weather/weather.module.js';
import { WatchedCities } from './watched-cities.js';
import { WeatherRefresh } from './weather-refresh.processor.js';

/** The worker's side: asking, and telling what has changed. */
@Module({ imports: [WeatherModule, SocketEmitterModule], providers: [WatchedCities, WeatherRefresh] })
export class WeatherRefreshModule {}
