import { Secret, TOTP } from 'otpauth';
import encodeQR from 'qr';

/** What every authenticator app can do (RFC 6238 with its defaults). */
const settings = { issuer: 'Isobar', algorithm: 'SHA1', digits: 6, period: 30 };
/** How many steps a phone's clock may be ahead of ours, or behind. */
const drift = 1;

/** 160 random bits, as RFC 4226 recommends. */
export function newSecret(): Buffer {
  return Buffer.from(new Secret({ size: 20 }).bytes);
}

/** As it is typed into an app: base 32. */
export function typedSecret(secret: Buffer): string {
  return secretOf(secret).base32;
}

/** As an app reads it out of a QR code. */
export function secretUri(secret: Buffer, label: string): string {
  return new TOTP({ ...settings, label, secret: secretOf(secret) }).toString();
}

/** The same as a picture (SVG) for the app's camera. */
export function qrCode(uri: string): string {
  return encodeQR(uri, 'svg');
}

/** The time step for which this is the code, among those around `at` (milliseconds since 1970); undefined when it is for none. */
export function stepOf(code: string, secret: Buffer, at = Date.now()): number | undefined {
  const totp = new TOTP({ ...settings, secret: secretOf(secret) });
  const delta = totp.validate({ token: code, timestamp: at, window: drift });
  return delta === null ? undefined : totp.counter({ timestamp: at }) + delta;
}

function secretOf(secret: Buffer): Secret {
  return new Secret({ buffer: new Uint8Array(secret).buffer });
}
