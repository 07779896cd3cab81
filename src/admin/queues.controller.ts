import { All, Controller, Req, Res, UseFilters } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { AdminCookieToo, AdminOnly } from '../platform/http/routes/access.js';
import { QueueBoard } from './queue-board.js';
import { VisitorFilter } from './visitor.filter.js';

/** Everything below the board's path, which Bull Board routes itself. */
@ApiExcludeController()
@Controller('admin/queues')
@AdminOnly()
@AdminCookieToo()
@UseFilters(VisitorFilter)
export class QueuesController {
  constructor(private readonly board: QueueBoard) {}

  @All(['', '*path'])
  async visit(@Req() request: Request, @Res() response: Response): Promise<void> {
    await this.board.answer(request, response);
  }
}
