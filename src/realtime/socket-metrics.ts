import { Injectable } from '@nestjs/common';
import { Counter, Gauge } from 'prom-client';
import type { RealtimeNamespace } from './fleet/socket-server.js';

/** The sockets of this process, for Prometheus. */
@Injectable()
export class SocketMetrics {
  private readonly connections = new Counter({
    name: 'socket_connections_total',
    help: 'Sockets that were let in, by whether a lost connection was recovered.',
    labelNames: ['recovered'],
  });
  private readonly refusals = new Counter({ name: 'socket_refusals_total', help: 'Sockets that were not let in, by code.', labelNames: ['code'] });
  private readonly slowReaders = new Counter({
    name: 'socket_slow_readers_total',
    help: 'Connections that were closed because too much waited for their reader.',
  });

  watch(sockets: RealtimeNamespace): void {
    const open: Gauge = new Gauge({
      name: 'sockets_open',
      help: 'Sockets that are connected.',
      collect: () => {
        open.set(sockets.sockets.size);
      },
    });
  }

  countConnection(recovered: boolean): void {
    this.connections.inc({ recovered: String(recovered) });
  }

  countRefusal(code: string): void {
    this.refusals.inc({ code });
  }

  countSlowReader(): void {
    this.slowReaders.inc();
  }
}
