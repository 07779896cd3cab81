import { Foundation1763800000000 } from './1763800000000-foundation.js';
import { OutboxTraceparent1763830000000 } from './1763830000000-outbox-traceparent.js';
import { IdempotencyKeys1763840000000 } from './1763840000000-idempotency-keys.js';
import { VerificationLinks1763850000000 } from './1763850000000-verification-links.js';
import { SessionFamilies1763860000000 } from './1763860000000-session-families.js';
import { PublishedEvents1763870000000 } from './1763870000000-published-events.js';
import { Moderation1763880000000 } from './1763880000000-moderation.js';
import { MailLinks1763890000000 } from './1763890000000-mail-links.js';
import { SecondFactor1763900000000 } from './1763900000000-second-factor.js';
import { OneChain1763910000000 } from './1763910000000-one-chain.js';
import { Admins1763911000000 } from './1763911000000-admins.js';
import { LinkRetries1763912000000 } from './1763912000000-link-retries.js';

/** In order. They are listed, not globbed, so that a leftover file in dist never runs. */
export const migrations = [
  Foundation1763800000000,
  OutboxTraceparent1763830000000,
  IdempotencyKeys1763840000000,
  VerificationLinks1763850000000,
  SessionFamilies1763860000000,
  PublishedEvents1763870000000,
  Moderation1763880000000,
  MailLinks1763890000000,
  SecondFactor1763900000000,
  OneChain1763910000000,
  Admins1763911000000,
  LinkRetries1763912000000,
];
