import { createCipheriv, createDecipheriv, createHash, createHmac, randomBytes } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { SERVICE_SECRET } from './service-secret.js';

interface Key {
  id: Buffer;
  key: Buffer;
}

/** Lengths of the parts of what is sealed, in bytes: the key's id, the nonce, the tag (NIST SP 800-38D); then comes the text. */
const [idBytes, nonceBytes, tagBytes] = [4, 12, 16];

/** Encrypts what has to be read again, with keys made from the service's secret (AES-256-GCM): whoever has the database alone reads nothing. */
@Injectable()
export class SecretBox {
  private readonly own: Key;
  private readonly keys: Key[];

  constructor(@Inject(SERVICE_SECRET) secret: string, @Inject(CONFIG) { JWT_ACCEPTED_SECRETS }: Pick<Config, 'JWT_ACCEPTED_SECRETS'>) {
    this.own = keyOf(secret);
    this.keys = [this.own, ...JWT_ACCEPTED_SECRETS.map(keyOf)];
  }

  /** Begins everything that is sealed by now; what begins otherwise was sealed with an older secret. */
  get keyId(): Buffer {
    return this.own.id;
  }

  /** It opens for the same `context` only: nothing can be put in another's place. */
  seal(plain: Buffer, context: string): Buffer {
    const nonce = randomBytes(nonceBytes);
    const cipher = createCipheriv('aes-256-gcm', this.own.key, nonce).setAAD(Buffer.from(context));
    const text = Buffer.concat([cipher.update(plain), cipher.final()]);
    return Buffer.concat([this.own.id, nonce, cipher.getAuthTag(), text]);
  }

  /** @throws Error when it was sealed with a secret that is not accepted any more, for another context, or changed */
  open(sealed: Buffer, context: string): Buffer {
    const key = this.keys.find(({ id }) => id.equals(sealed.subarray(0, idBytes)));
    if (!key) throw new Error('This was sealed with a secret that is neither JWT_SECRET nor among JWT_ACCEPTED_SECRETS.');
    const [nonceEnd, tagEnd] = [idBytes + nonceBytes, idBytes + nonceBytes + tagBytes];
    const decipher = createDecipheriv('aes-256-gcm', key.key, sealed.subarray(idBytes, nonceEnd), { authTagLength: tagBytes });
    decipher.setAAD(Buffer.from(context)).setAuthTag(sealed.subarray(nonceEnd, tagEnd));
    return Buffer.concat([decipher.update(sealed.subarray(tagEnd)), decipher.final()]);
  }
}

function keyOf(secret: string): Key {
  const key = createHmac('sha256', secret).update('isobar secret box, AES-256-GCM').digest();
  return { key, id: createHash('sha256').update(key).digest().subarray(0, idBytes) };
}
