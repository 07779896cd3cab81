import { Global, Module } from '@nestjs/common';
import { Reflector } from '@nestjs/core';
import { ThrottlerModule } from '@nestjs/throttler';
import { CONFIG } from '../config/config.js';
import { AddressLimit } from './address-limit.js';
import { LimitsRedis } from './limits-redis.js';
import { throttlers } from './throttlers.js';

/** How often anyone may ask. */
@Global()
@Module({
  imports: [ThrottlerModule.forRootAsync({ inject: [CONFIG, LimitsRedis, Reflector], useFactory: throttlers })],
  providers: [LimitsRedis, AddressLimit],
  exports: [LimitsRedis, AddressLimit],
})
export class LimitsModule {}
