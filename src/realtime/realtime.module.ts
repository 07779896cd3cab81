import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { PersonalEventsModule } from '../personal-events/personal-events.module.js';
import { WeatherUpdatesModule } from '../weather-updates/weather-updates.module.js';
import { AddressLimits } from './limits/address-limits.js';
import { Admission } from './admission.js';
import { AsyncApiController } from './asyncapi.controller.js';
import { Capitals } from './capitals.js';
import { EntranceGateway } from './entrance.gateway.js';
import { EventHandlers } from './event-handlers.js';
import { SendingRate } from './limits/sending-rate.js';
import { MissedEventsGateway } from './missed-events.gateway.js';
import { RealtimeGateway } from './realtime.gateway.js';
import { SocketMetrics } from './socket-metrics.js';
import { StreamsModule } from './fleet/streams.module.js';

/** The API's side: the sockets themselves. */
@Module({
  imports: [StreamsModule, AuthModule, PersonalEventsModule, WeatherUpdatesModule],
  controllers: [AsyncApiController],
  providers: [EntranceGateway, RealtimeGateway, EventHandlers, SendingRate, Capitals, Admission, AddressLimits, SocketMetrics, MissedEventsGateway],
})
export class RealtimeModule {}
