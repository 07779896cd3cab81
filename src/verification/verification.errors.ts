import { CodedError } from '../contracts/errors.js';

export class LinkInvalid extends CodedError {
  constructor() {
    super('LINK_INVALID', 'This link has already been used, has expired, or is incomplete.');
  }
}
