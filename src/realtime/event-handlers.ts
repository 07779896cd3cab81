import { Injectable } from '@nestjs/common';
import { PersonalEvents } from '../personal-events/personal-events.js';
import { WeatherSubscriptions } from '../weather-updates/weather-subscriptions.js';
import { Admission, signedIn } from './admission.js';
import { Capitals } from './capitals.js';
import type { Handlers } from './dispatch.js';
import { MissedEventsGateway } from './missed-events.gateway.js';
import { Streams } from './fleet/streams.js';

/** What the server does at each event of a client. */
@Injectable()
export class EventHandlers {
  readonly handlers: Handlers = {
    message: async (socket, text) => {
      const response = `Response: ${await this.capitals.of(text)}`;
      // Straight to this process's socket: it must not depend on Redis.
      socket.nsp.local.to(socket.id).emit('response', response, this.streams.position);
      return response;
    },
    'weather:subscribe': async (socket, { city }) => this.subscriptions.subscribe(socket, city),
    'weather:unsubscribe': async (socket, { city }) => this.subscriptions.unsubscribe(socket, city),
    resume: async (socket, { offset }) => this.events.since(signedIn(socket).id, offset),
    'auth:refresh': async (socket, { token }) => {
      const wasAnonymous = !socket.data.principal;
      const { id, expiresAt } = await this.admission.refresh(socket, token);
      const lastOffset = await this.missed.follow(socket, id);
      if (wasAnonymous) socket.nsp.local.to(socket.id).emit('ready', { lastOffset }, this.streams.position);
      return { expiresAt: new Date(expiresAt * 1000).toISOString() };
    },
  };

  constructor(
    private readonly capitals: Capitals,
    private readonly streams: Streams,
    private readonly subscriptions: WeatherSubscriptions,
    private readonly events: PersonalEvents,
    private readonly missed: MissedEventsGateway,
    private readonly admission: Admission,
  ) {}
}
