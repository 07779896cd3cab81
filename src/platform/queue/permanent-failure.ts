/** A job that no further attempt can help; it is parked. The message is stored and shown to operators: no personal data. */
export class PermanentFailure extends Error {
  override name = 'PermanentFailure';
}
