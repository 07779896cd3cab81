import { CodedError } from '../../contracts/errors.js';

/** Why a signal aborted: the time was over. Any other reason means that nobody waits for the result any more. */
export class DeadlinePassed extends CodedError {
  constructor() {
    super('UPSTREAM_TIMEOUT', 'The answer could not be had in time.');
  }
}

/** Runs with a signal that aborts after so many milliseconds, or as `parent` does. Leaves no timer and no listener behind. */
export async function within<Result>(milliseconds: number, parent: AbortSignal, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
  parent.throwIfAborted();
  const controller = new AbortController();
  const follow = () => { controller.abort(parent.reason); };
  const timer = setTimeout(() => { controller.abort(new DeadlinePassed()); }, milliseconds);
  parent.addEventListener('abort', follow, { once: true });
  try {
    return await run(controller.signal);
  } finally {
    clearTimeout(timer);
    parent.removeEventListener('abort', follow);
  }
}

/** The promise's result, or the signal's reason as soon as it aborts. Leaves no listener behind. */
export async function abortable<Result>(result: Promise<Result>, signal: AbortSignal): Promise<Result> {
  signal.throwIfAborted();
  let abort: (() => void) | undefined;
  const aborted = new Promise<never>((_, reject) => {
    abort = () => { reject(signal.reason as Error); };
    signal.addEventListener('abort', abort, { once: true });
  });
  try {
    return await Promise.race([result, aborted]);
  } finally {
    if (abort) signal.removeEventListener('abort', abort);
  }
}
