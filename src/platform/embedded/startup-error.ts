/** A failure of the start that its user can act on: the message says what to do, so it is shown without a stack trace. */
export class StartupError extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'StartupError';
  }
}
