import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express, Request, Response } from 'express';
import type { Redis } from 'ioredis';
import { mount } from '../platform/http/server/mount.js';
import { headersOfPage, setHeaders } from '../platform/http/server/security-headers.js';
import { BoardConnection } from './board-connection.js';
import { boardPath } from './paths.js';

const self = "'self'";
/** The board's page styles its elements one by one, and says with `base` where its files are. What it asks must say that it comes from a page of ours. */
const headers = headersOfPage(
  { scriptSrc: [self], styleSrc: [self, "'unsafe-inline'"], imgSrc: [self, 'data:'], connectSrc: [self], workerSrc: [self, 'blob:'], baseUri: [self] },
  'same-origin',
);

/** Bull Board, made at the first visit. */
@Injectable()
export class QueueBoard {
  private board: Promise<ReturnType<typeof mount>> | undefined;

  constructor(
    private readonly connection: BoardConnection,
    private readonly http: HttpAdapterHost,
  ) {}

  /** Lets the board answer. @throws QueueUnavailable; CodedError JOB_NOT_FOUND, REQUEST_REFUSED, FORBIDDEN */
  async answer(request: Request, response: Response): Promise<void> {
    const client = await this.connection.reach();
    this.board ??= this.open(client);
    const handle = await this.board;
    setHeaders(response, headers);
    // What the page is made of is nobody's own.
    if (request.path.startsWith(`${boardPath}/static/`)) response.removeHeader('Cache-Control');
    await handle(request, response);
  }

  /** Bull and its board take 17 MB and a third of a second to load: who never opens the board does without. */
  private async open(client: Redis): Promise<ReturnType<typeof mount>> {
    const { bullBoard } = await import('./bull-board.js');
    return mount(this.http.httpAdapter.getInstance<Express>(), boardPath, bullBoard(client));
  }
}
