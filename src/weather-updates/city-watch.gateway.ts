import type { BeforeApplicationShutdown } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { type RealtimeNamespace, namespace } from '../realtime/fleet/socket-server.js';
import { WatchedCities, isCityRoom } from './watched-cities.js';

const sayEveryMs = 20_000;

/** Says which cities the sockets of this process watch: as it changes, and again and again. */
@WebSocketGateway({ namespace })
export class CityWatchGateway implements OnGatewayInit<RealtimeNamespace>, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly watched: WatchedCities) {}

  afterInit({ adapter }: RealtimeNamespace): void {
    adapter.on('create-room', (room: string) => { if (isCityRoom(room)) this.watched.add([room]); });
    adapter.on('delete-room', (room: string) => { if (isCityRoom(room)) this.watched.remove(room); });
    const all = () => { this.watched.add([...adapter.rooms.keys()].filter(isCityRoom)); };
    this.watched.onReturn(all);
    this.timer = setInterval(all, sayEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }
}
