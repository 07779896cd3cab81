import { CodedError } from '../contracts/errors.js';

export class LinkInvalid extends CodedError {
  constructor() {
    super('LINK_INVALID', 'This link was used already, has expired, or is not whole.');
  }
}
