import { CodedError } from '../contracts/errors.js';

export class UserNotFound extends CodedError {
  constructor() {
    super('USER_NOT_FOUND', 'There is no user with this id.');
  }
}

export class EmailTaken extends CodedError {
  constructor() {
    super('EMAIL_TAKEN', 'There is an account with this email address already.');
  }
}
