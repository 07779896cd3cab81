import type { Registration } from '../load.js';
import type { Refusal } from '../requests.js';
import type { Absence } from '../stores.js';
import type { World } from '../world.js';
import type { Extent, MailScenario } from './scenario.js';

/** A line of the table. Times are in seconds. */
export interface MailOutcome {
  scenario: string;
  blows: number;
  users: number;
  lost: number;
  duplicated: number;
  renamed: number;
  parked: number;
  unavailable: number;
  cut: number;
  /** Clients whose repeated request was answered 409 for an account that they had made themselves. */
  conflicts: number;
  slowest: number;
  settled: number;
  faults: string[];
}

/** How long after PostgreSQL is back a request may still be sent in vain; in milliseconds. It is what Retry-After says. */
const grace = 1_000;

/** Counts, for everyone in the database and everyone who was told 201, the mails that came; what broke the promise is a fault. */
export async function judge({ name, settleWithin, mayRepeat, parks }: MailScenario, extent: Extent, world: World): Promise<MailOutcome> {
  const { seconds, open } = await world.settle(settleWithin);
  const { registrations, requests: { refusals, cut } } = world.load;
  const users = (await world.stores.query<{ email: string }>('SELECT email FROM users')).map(({ email }) => email);
  const parked = await world.stores.query<{ because: string }>('SELECT last_error AS because FROM outbox WHERE parked_at IS NOT NULL');
  const accepted = registrations.filter(({ status }) => status === 201);
  const conflicts = registrations.filter(isConflictOnRepeat);
  const wrong = registrations
    .filter((registration) => registration.status !== 201 && !isConflictOnRepeat(registration))
    .map(({ status, code }) => `${status} ${code}`);
  const inexcusable = refusals.filter((refusal) => !isExcused(refusal, world.stores.absences)).map(({ code }) => `503 ${code}`);

  const promised = new Set([...users, ...accepted.map(({ email }) => email)].filter((email) => !email.startsWith('refused')));
  const known = new Set(users);
  const lost = [...promised].filter((email) => !known.has(email) || !world.sink.receipts.has(email)).length;
  const repeated = [...world.sink.receipts.values()].filter(({ count }) => count > 1);
  const renamed = repeated.filter(({ messageIds }) => messageIds.size > 1).length;

  const faults = [
    ...world.faults,
    ...[...world.apis, ...world.workers].flatMap(({ failures }) => failures),
    lost > 0 && `${lost} mails are lost`,
    open > 0 && `${open} rows are neither completed nor parked after ${settleWithin} s`,
    renamed > 0 && `${renamed} mails were sent again under another Message-ID`,
    repeated.length > (mayRepeat?.(extent) ?? 0) && `${repeated.length} mails were sent again, of ${mayRepeat?.(extent) ?? 0} that may be`,
    parked.length !== (parks?.count ?? 0) && `${parked.length} rows are parked, not ${parks?.count ?? 0}`,
    parked.some(({ because }) => !parks?.because.test(because)) &&
      `rows are parked for another reason: ${[...new Set(parked.map(({ because }) => because))].join('; ')}`,
    conflicts.length > 0 && `${conflicts.length} clients were told that their own account was taken`,
    wrong.length + inexcusable.length > 0 &&
      `answers out of place: ${[...new Set([...wrong, ...inexcusable])].join(', ')} (${wrong.length + inexcusable.length} in all)`,
    world.struck < extent.blows && `only ${world.struck} of ${extent.blows} blows fell`,
  ];
  return {
    scenario: name,
    blows: world.struck,
    users: users.length,
    lost,
    duplicated: repeated.length,
    renamed,
    parked: parked.length,
    unavailable: refusals.length,
    cut,
    conflicts: conflicts.length,
    slowest: Math.max(0, ...registrations.map(({ email, answeredAt }) => ((world.sink.receipts.get(email)?.at ?? answeredAt) - answeredAt) / 1000)),
    settled: seconds,
    faults: faults.filter((fault) => fault !== false),
  };
}

function isConflictOnRepeat({ status, code, repeated }: Registration): boolean {
  return status === 409 && code === 'EMAIL_TAKEN' && repeated;
}

function isExcused({ code, sentAt, answeredAt }: Refusal, absences: Absence[]): boolean {
  return code === 'DATABASE_UNAVAILABLE' && absences.some(({ from, to }) => answeredAt >= from && sentAt <= to + grace);
}
