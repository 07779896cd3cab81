/** A failure of the start that its user can act on: the message says what to do, so there is no stack trace to show. */
export class StartupError extends Error {
  override readonly stack = undefined;

  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'StartupError';
  }
}
