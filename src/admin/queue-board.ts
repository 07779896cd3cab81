import { Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { Express, Request, Response } from 'express';
import type { Redis } from 'ioredis';
import { mount } from '../platform/http/mount.js';
import { BoardConnection } from './board-connection.js';
import { boardPath } from './paths.js';

/** The board loads nothing from elsewhere (its own page names a font service), and nobody frames it. */
const headers = {
  'Content-Security-Policy':
    "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; worker-src 'self' blob:; object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'none'",
  'Referrer-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

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
    response.set(headers);
    if (!request.path.startsWith(`${boardPath}/static/`)) response.set('Cache-Control', 'no-store');
    await handle(request, response);
  }

  /** Bull and its board take 17 MB and a third of a second to load: who never opens the board does without. */
  private async open(client: Redis): Promise<ReturnType<typeof mount>> {
    const { bullBoard } = await import('./bull-board.js');
    return mount(this.http.httpAdapter.getInstance<Express>(), boardPath, bullBoard(client));
  }
}
