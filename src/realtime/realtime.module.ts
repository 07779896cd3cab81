import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { MissedEvents } from '../personal-events/missed-events.js';
import { PersonalEventsModule } from '../personal-events/personal-events.module.js';
import { WeatherUpdatesModule } from '../weather-updates/weather-updates.module.js';
import { AddressLimits } from './address-limits.js';
import { Admission } from './admission.js';
import { EventHandlers } from './event-handlers.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { StreamsModule } from './streams.module.js';

/** The API's side: the sockets themselves. */
@Module({
  imports: [StreamsModule, AuthModule, PersonalEventsModule, WeatherUpdatesModule],
  providers: [RealtimeGateway, EventHandlers, Admission, AddressLimits, MissedEvents],
})
export class RealtimeModule {}
