import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { BoardConnection } from './board-connection.js';
import { QueueBoard } from './queue-board.js';
import { QueuesController } from './queues.controller.js';
import { SignInController } from './sign-in.controller.js';
import { SignInService } from './sign-in.service.js';

/** What operators look at with a browser. */
@Module({ imports: [AuthModule], controllers: [SignInController, QueuesController], providers: [SignInService, BoardConnection, QueueBoard] })
export class AdminModule {}
