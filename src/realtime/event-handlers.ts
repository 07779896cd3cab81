import { Inject, Injectable } from '@nestjs/common';
import { MissedEventsGateway } from '../personal-events/missed-events.gateway.js';
import { PersonalEvents } from '../personal-events/personal-events.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { WeatherSubscriptions } from '../weather-updates/weather-subscriptions.js';
import { Admission, signedIn } from './admission.js';
import type { Handlers } from './dispatch.js';
import { EventRate } from './event-rate.js';
import type { RealtimeSocket } from './socket-server.js';
import { Streams } from './streams.js';

/** What the server does at each event of a client. */
@Injectable()
export class EventHandlers {
  /** Refuses an event of a socket that sends too many; RATE_LIMIT=off lets all pass. @throws CodedError RATE_LIMITED */
  readonly allow: (socket: RealtimeSocket) => void;

  readonly handlers: Handlers = {
    message: async (socket, text) => {
      const response = `Response: ${text.toUpperCase()}`;
      // Straight to this process's socket: it must not depend on Redis.
      socket.nsp.local.to(socket.id).emit('response', response, this.streams.position);
      return Promise.resolve(response);
    },
    'weather:subscribe': async (socket, { city }) => this.subscriptions.subscribe(socket, city),
    'weather:unsubscribe': async (socket, { city }) => this.subscriptions.unsubscribe(socket, city),
    resume: async (socket, { offset }) => this.events.since(signedIn(socket).id, offset),
    'auth:refresh': async (socket, { token }) => {
      const { id, expiresAt } = await this.admission.refresh(socket, token);
      await this.missed.follow(socket, id);
      return { expiresAt: new Date(expiresAt * 1000).toISOString() };
    },
  };

  constructor(
    private readonly streams: Streams,
    private readonly subscriptions: WeatherSubscriptions,
    private readonly events: PersonalEvents,
    private readonly missed: MissedEventsGateway,
    private readonly admission: Admission,
    @Inject(CONFIG) config: Config,
  ) {
    const rate = new EventRate(config.SOCKET_EVENTS_PER_SECOND);
    this.allow = config.RATE_LIMIT === 'on' ? (socket) => { rate.take(socket); } : () => undefined;
  }
}
