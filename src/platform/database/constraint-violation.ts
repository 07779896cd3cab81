import { QueryFailedError } from 'typeorm';

const uniqueViolation = '23505';
const foreignKeyViolation = '23503';
const lockNotAvailable = '55P03';

/** Whether the statement failed because a row with this key exists. `constraint` is the unique index's name. */
export function isUniqueViolation(error: unknown, constraint: string): boolean {
  return violates(error, uniqueViolation, constraint);
}

/** Whether the statement failed because the row it points to is not there. `constraint` is the foreign key's name. */
export function isForeignKeyViolation(error: unknown, constraint: string): boolean {
  return violates(error, foreignKeyViolation, constraint);
}

/** Whether the statement gave up waiting for a row that another transaction holds. */
export function isLockTimeout(error: unknown): boolean {
  return error instanceof QueryFailedError && (error.driverError as { code?: string }).code === lockNotAvailable;
}

function violates(error: unknown, sqlState: string, constraint: string): boolean {
  if (!(error instanceof QueryFailedError)) return false;
  const cause = error.driverError as { code?: string; constraint?: string };
  return cause.code === sqlState && cause.constraint === constraint;
}
