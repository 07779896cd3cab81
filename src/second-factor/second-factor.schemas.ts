import { z } from 'zod';
import { oneTimeCode } from '../auth/auth.schemas.js';

export const secondFactorState = z.object({ on: z.boolean(), recoveryCodesLeft: z.int() }).meta({ id: 'SecondFactor' });
export type SecondFactorState = z.infer<typeof secondFactorState>;

/** What an authenticator app is told. */
export const issuedSecret = z
  .object({
    secret: z.string().describe('to type into an authenticator app: base 32'),
    uri: z.string().describe('the same as a link: otpauth://'),
    qrCode: z.string().describe("the same for the app's camera: SVG"),
  })
  .meta({ id: 'IssuedSecret' });
export type IssuedSecret = z.infer<typeof issuedSecret>;

export const codeProof = z.strictObject({ code: oneTimeCode }).meta({ id: 'CodeProof' });
export type CodeProof = z.infer<typeof codeProof>;

export const recoveryCodes = z
  .object({ recoveryCodes: z.array(z.string()).describe('each good once, in the place of a code; shown this once') })
  .meta({ id: 'RecoveryCodes' });
export type RecoveryCodes = z.infer<typeof recoveryCodes>;
