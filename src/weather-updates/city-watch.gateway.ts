import { type BeforeApplicationShutdown, Inject } from '@nestjs/common';
import { type OnGatewayInit, WebSocketGateway } from '@nestjs/websockets';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { type RealtimeNamespace, namespace } from '../realtime/fleet/socket-server.js';
import { WatchedCities, isCityRoom } from './watched-cities.js';

const sayEveryMs = 20_000;

/** Says which cities the sockets of this process watch: as it changes, and again and again. */
@WebSocketGateway({ namespace })
export class CityWatchGateway implements OnGatewayInit<RealtimeNamespace>, BeforeApplicationShutdown {
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly watched: WatchedCities,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  afterInit({ adapter }: RealtimeNamespace): void {
    adapter.on('create-room', (room: string) => { if (isCityRoom(room)) this.safely(() => { this.watched.add([room]); }); });
    adapter.on('delete-room', (room: string) => { if (isCityRoom(room)) this.safely(() => { this.watched.remove(room); }); });
    const all = () => { this.safely(() => { this.watched.add([...adapter.rooms.keys()].filter(isCityRoom)); }); };
    this.watched.onReturn(all);
    this.timer = setInterval(all, sayEveryMs).unref();
  }

  beforeApplicationShutdown(): void {
    clearInterval(this.timer);
  }

  /** Nobody else would catch an error: a socket that leaves its rooms would end the process. */
  private safely(say: () => void): void {
    try {
      say();
    } catch (error) {
      this.logger.error({ err: error }, 'the watched cities could not be told');
    }
  }
}
