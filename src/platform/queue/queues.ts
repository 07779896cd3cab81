import { getQueueToken } from '@nestjs/bull';
import { Injectable } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import type { Queue } from 'bull';
import type { QueueName } from '../../contracts/jobs.js';

/** The contract's Bull queues, by name. */
@Injectable()
export class Queues {
  constructor(private readonly moduleRef: ModuleRef) {}

  of(name: QueueName): Queue {
    return this.moduleRef.get<Queue>(getQueueToken(name), { strict: false });
  }
}
