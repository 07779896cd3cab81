import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { WeatherModule } from '../weather/weather.module.js';
import { PersonalEventsModule } from './personal-events.module.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { WeatherUpdates } from './weather-updates.js';

/** The API's side: the sockets themselves. */
@Module({ imports: [AuthModule, WeatherModule, PersonalEventsModule], providers: [RealtimeGateway, WeatherUpdates] })
export class RealtimeModule {}
