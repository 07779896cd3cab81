import { Module } from '@nestjs/common';
import { SocketEmitter } from './socket-emitter.js';

/** The worker's side: what happened goes out to the sockets. */
@Module({ providers: [SocketEmitter], exports: [SocketEmitter] })
export class SocketEmitterModule {}
