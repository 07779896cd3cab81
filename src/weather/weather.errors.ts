import { CodedError } from '../contracts/errors.js';

export class CityNotFound extends CodedError {
  constructor(near: readonly string[] = []) {
    super('CITY_NOT_FOUND', `No city of this name is known.${near.length > 0 ? ` Did you mean ${near.join('; ')}?` : ''}`, { suggestions: near });
  }
}
