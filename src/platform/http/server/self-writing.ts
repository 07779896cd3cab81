import type { Response } from 'express';

/** An answer that a handler returns and that knows how to write itself: its type, its headers and its bytes. */
export abstract class SelfWriting {
  abstract writeTo(response: Response): void;
}
