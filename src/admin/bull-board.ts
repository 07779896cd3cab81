import { createBullBoard } from '@bull-board/api';
import { BullAdapter } from '@bull-board/api/bullAdapter';
import Bull from 'bull';
import type { Express } from 'express';
import type { Redis } from 'ioredis';
import { queueNames } from '../contracts/jobs.js';
import { BoardServer, rethrow } from './board-server.js';
import { boardPath, signInPath } from './paths.js';

const description = 'PostgreSQL is the source of truth: jobs removed here come back. Parked mails: npm run email';

/** Bull Board with the contract's queues, over a client that is ready. */
export function bullBoard(client: Redis): Express {
  const server = new BoardServer();
  server.setBasePath(boardPath);
  createBullBoard({
    // The board asks, and neither works nor listens: Bull makes no other kind of connection for that.
    queues: queueNames.map((name) => new BullAdapter(new Bull(name, { createClient: () => client }), { description })),
    serverAdapter: server,
    options: { uiConfig: { boardTitle: 'Isobar queues', hideDocsLink: true, miscLinks: [{ text: 'Sign out', url: signInPath }] } },
  });
  server.setErrorHandler(rethrow);
  return server.getRouter() as Express;
}
