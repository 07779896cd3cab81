import { afterAll, beforeAll } from '@jest/globals';
import { Service, type ServiceOptions, bootService } from './service.js';
import { TcpProxy } from './tcp-proxy.js';

/** Two API processes of one service, and a balancer before them that leads to the one that a test names. */
export interface Fleet {
  service: Service;
  other: Service;
  balancer: TcpProxy;
  /** Where the balancer leads to from now on. */
  connectedTo: Service;
}

/** Starts it before a file's tests, and stops it after them. */
export function bootFleet({ environment, ...options }: ServiceOptions = {}): Fleet {
  const service = bootService({ ...options, environment });
  const fleet: Fleet = {
    service,
    other: new Service({ besides: service, environment }),
    balancer: new TcpProxy(() => fleet.connectedTo.url),
    connectedTo: service,
  };
  beforeAll(async () => {
    await fleet.other.start();
    await fleet.balancer.start();
  });
  afterAll(async () => {
    await fleet.balancer.stop();
    await fleet.other.stop();
  });
  return fleet;
}
