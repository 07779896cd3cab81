import { lineOfText } from '../platform/http/validation.js';

/** A city's name: letters of any script or digits, with the marks that names have. */
export const cityParam = lineOfText(100).regex(/^(?=.*[\p{L}\p{N}])[\p{L}\p{M}\p{N} .,'’()-]+$/u, 'must be the name of a city');
