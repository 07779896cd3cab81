/**
 * What became of a call: `error` is a 5xx, `refused` any other refusal, `invalid` an answer that could not be read, `abandoned` a call
 * whose caller went.
 */
export type CallOutcome = 'unreachable' | 'error' | 'refused' | 'invalid' | 'timeout' | 'abandoned';

/** One call to an upstream that gave nothing; `told` is what its caller hears. */
export class CallFailed extends Error {
  constructor(
    readonly outcome: CallOutcome,
    readonly told: Error,
  ) {
    super(told.message, { cause: told });
  }

  /** Whether it speaks against the upstream. A refusal does not: it is our doing. */
  get isFault(): boolean {
    return this.outcome !== 'refused' && this.outcome !== 'abandoned';
  }

  /** Whether the same call may come through in a moment. */
  get mayPass(): boolean {
    return this.outcome === 'unreachable' || this.outcome === 'error';
  }
}
