import { CodedError } from '../contracts/errors.js';

export class CredentialsInvalid extends CodedError {
  constructor() {
    super('CREDENTIALS_INVALID', 'The email address or the password is wrong.');
  }
}

export class SecondFactorRequired extends CodedError {
  constructor() {
    super('SECOND_FACTOR_REQUIRED', 'This account has a second factor: send a code of its authenticator app, or a recovery code, as `code`.');
  }
}

export class SecondFactorInvalid extends CodedError {
  constructor() {
    super('SECOND_FACTOR_INVALID', 'The code is wrong or was already used. An app shows a new one every 30 s.');
  }
}

export class AccountBlocked extends CodedError {
  constructor() {
    super('ACCOUNT_BLOCKED', 'This account is blocked. Contact the operator of this service.');
  }
}
