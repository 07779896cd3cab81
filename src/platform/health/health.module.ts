import { type DynamicModule, Module } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { HealthService, NEEDS_REDIS } from './health.service.js';

@Module({ controllers: [HealthController], providers: [HealthService] })
export class HealthModule {
  /** `needsRedis`: the process can do nothing without, as a worker; others serve most of what they do. */
  static for({ needsRedis }: { needsRedis: boolean }): DynamicModule {
    return { module: HealthModule, providers: [{ provide: NEEDS_REDIS, useValue: needsRedis }] };
  }
}
