import { createHmac } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { CodedError, type ErrorCode, RateLimited } from '../../contracts/errors.js';
import { CONFIG, type Config } from '../../platform/config/config.js';
import { LimitsRedis } from '../../platform/limits/limits-redis.js';
import { SharedCounter } from '../../platform/limits/shared-counter.js';
import { windowsOf } from '../../platform/limits/windows.js';
import { SERVICE_SECRET } from '../../platform/secret/service-secret.js';
import { FamiliarPlaces } from './familiar-places.js';
import { OneByOne } from './one-by-one.js';

/** Wrong passwords that one address may send for all accounts together, as a multiple of those for one account. */
const accountsPerAddress = 10;
/** Wrong passwords for one account in a day, from wherever it is new, after which strangers wait; and the longest that they wait, in seconds. */
const strangersFree = { name: 'sign-in-strangers', points: 20, seconds: 86_400 };
const longestWait = 300;
/** What is a wrong guess. */
const wrong = new Set<ErrorCode>(['CREDENTIALS_INVALID', 'SECOND_FACTOR_INVALID']);

/** Who tries to sign in. The account is its address, lower-cased, under a keyed hash: known to exist or not. */
interface Try {
  account: string;
  address: string;
  /** The account at this address. */
  place: string;
  familiar: boolean;
}

/**
 * Limits guessing of passwords and one-time codes, and locks nobody out. Only a wrong one counts:
 * - for one account from one address, and for all accounts from one address (RATE_LIMIT_SIGN_IN): past it, nothing from there for a while;
 * - for one account from everywhere: past 20 a day, the next try must wait a second, then two, then four, up to five minutes.
 *   This one holds for addresses that are new to the account. Where somebody has signed in before, it neither counts nor is asked, so a
 *   stranger who guesses, from however many addresses, does not keep the owner out.
 * Tries at one account run one after the other in each process, so that a burst does not slip through before its first failure counts.
 */
@Injectable()
export class SignInLimits {
  private readonly on: boolean;
  private readonly ofPlace: SharedCounter[];
  private readonly ofAddress: SharedCounter[];
  private readonly ofStrangers: SharedCounter;
  private readonly waits: SharedCounter;
  private readonly familiar: FamiliarPlaces;
  private readonly turns = new OneByOne();

  constructor(
    @Inject(CONFIG) { RATE_LIMIT, RATE_LIMIT_SIGN_IN }: Config,
    @Inject(SERVICE_SECRET) private readonly secret: string,
    { client }: LimitsRedis,
  ) {
    const windows = windowsOf('sign-in', RATE_LIMIT_SIGN_IN);
    this.on = RATE_LIMIT === 'on' && windows.length > 0;
    this.ofPlace = windows.map((window) => new SharedCounter(client, window));
    this.ofAddress = windows.map(
      ({ name, points, seconds }) => new SharedCounter(client, { name: `${name}-address`, points: points * accountsPerAddress, seconds }),
    );
    this.ofStrangers = new SharedCounter(client, strangersFree);
    this.waits = new SharedCounter(client, { name: 'sign-in-wait', points: 1, seconds: longestWait });
    this.familiar = new FamiliarPlaces(client);
  }

  /**
   * Lets `check` look at a password and a code, unless too many were wrong, and counts when these are.
   * @throws RateLimited; what `check` throws: CREDENTIALS_INVALID and SECOND_FACTOR_INVALID are what counts
   */
  async attempt<Result>(email: string, address: string, check: () => Promise<Result>): Promise<Result> {
    if (!this.on) return check();
    const place = this.hash(`${email.toLowerCase()} ${address}`);
    const attempt: Try = { account: this.hash(email.toLowerCase()), address, place, familiar: await this.familiar.has(place) };
    return this.turns.run(attempt.familiar ? place : attempt.account, async () => {
      await this.refuseSpent(attempt);
      try {
        const result = await check();
        await this.familiar.remember(place);
        return result;
      } catch (error) {
        if (error instanceof CodedError && wrong.has(error.code)) await this.countFailure(attempt);
        throw error;
      }
    });
  }

  private async refuseSpent({ account, address, place, familiar }: Try): Promise<void> {
    const looks: [SharedCounter, string][] = [
      ...this.ofPlace.map((counter): [SharedCounter, string] => [counter, place]),
      ...this.ofAddress.map((counter): [SharedCounter, string] => [counter, address]),
      ...(familiar ? [] : [[this.waits, account] satisfies [SharedCounter, string]]),
    ];
    const waits = await Promise.all(looks.map(async ([counter, key]) => {
      const { count, msLeft } = await counter.look(key);
      return count >= counter.points ? msLeft : 0;
    }));
    const longest = Math.max(...waits);
    if (longest > 0) throw new RateLimited('Too many wrong passwords or codes.', longest / 1000);
  }

  private async countFailure({ account, address, place, familiar }: Try): Promise<void> {
    await Promise.all([
      ...this.ofPlace.map(async (counter) => counter.add(place)),
      ...this.ofAddress.map(async (counter) => counter.add(address)),
      ...(familiar ? [] : [this.countStranger(account)]),
    ]);
  }

  private async countStranger(account: string): Promise<void> {
    const { count } = await this.ofStrangers.add(account);
    if (count >= strangersFree.points) await this.waits.add(account, Math.min(2 ** (count - strangersFree.points), longestWait));
  }

  private hash(text: string): string {
    return createHmac('sha256', this.secret).update(`sign-in ${text}`).digest('base64url');
  }
}
