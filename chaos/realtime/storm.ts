import { setTimeout as sleep } from 'node:timers/promises';
import { Requests } from '../requests.js';
import type { World } from '../world.js';
import { Account } from './account.js';
import { type Side, plainSide, serviceSide } from './side.js';

/** How much of it; so many cuts and kills befall each side. */
export interface Extent {
  clients: number;
  cuts: number;
  kills: number;
}

/** On average, in milliseconds: between two cuts anywhere, and between two orders of one person. */
const pauses = { cut: 200, order: 1_000 };
/** A storm that takes this many times its average is stuck, as when no process comes back. */
const patience = 10;
/** Seconds. */
const connectWithin = 30;
const settleWithin = 60;
/** Once everything has come, some of it may still come again; in milliseconds. */
const quietMs = 2_000;

/** Connections are cut and processes killed while people order: the service's, and at the same moments plain socket.io's. */
export class Storm {
  readonly accounts: Account[] = [];
  /** The service first. */
  readonly sides: Side[] = [];
  cuts = 0;
  kills = 0;
  /** Seconds from the last order until everybody had all of theirs, or there was no more waiting. */
  settled = 0;

  constructor(
    private readonly world: World,
    private readonly extent: Extent,
  ) {}

  get orders(): number {
    return this.accounts.reduce((sum, { orders }) => sum + orders.length, 0);
  }

  get taken(): number {
    return this.sides[0]?.listeners.reduce((sum, { taken }) => sum + taken, 0) ?? 0;
  }

  async blow(): Promise<void> {
    await this.prepare();
    let over = false;
    const people = Promise.all(this.accounts.map(async (account) => this.keepOrdering(account, () => over)));
    try {
      await Promise.all([this.cut(), this.kill()]);
    } finally {
      over = true;
      await people;
    }
    const since = performance.now();
    await until(() => this.taken >= this.orders, settleWithin);
    this.settled = (performance.now() - since) / 1000;
    await sleep(quietMs);
  }

  async end(): Promise<void> {
    for (const side of this.sides) await side.stop();
  }

  private async prepare(): Promise<void> {
    const requests = new Requests(() => this.world.urls);
    this.accounts.push(
      ...(await Promise.all(Array.from({ length: this.extent.clients }, async (_, n) => Account.open(requests, `listener-${n}@example.org`)))),
    );
    for (const side of [serviceSide, plainSide]) this.sides.push(await side(this.world, this.accounts));
    const listeners = this.sides.flatMap((side) => side.listeners);
    if (!(await until(() => listeners.every(({ connected }) => connected), connectWithin)))
      throw new Error(`Not every client was connected after ${connectWithin} s.`);
  }

  private async keepOrdering(account: Account, over: () => boolean): Promise<void> {
    try {
      while (!over()) {
        await sleep(Math.random() * 2 * pauses.order);
        const order = await account.order();
        for (const side of this.sides) await side.accept(account, order);
      }
    } catch (error) {
      this.world.faults.push(String(error));
    }
  }

  private async cut(): Promise<void> {
    const { cuts } = this.extent;
    const since = performance.now();
    while (this.cuts < cuts && performance.now() - since < patience * cuts * pauses.cut) {
      await sleep(Math.random() * 2 * pauses.cut);
      if (this.sides.some(({ balancer }) => balancer.connections === 0)) continue;
      for (const { balancer } of this.sides) balancer.cut();
      this.cuts += 1;
    }
  }

  /** Each at a random moment of its share of the cuts. */
  private async kill(): Promise<void> {
    const { cuts, kills } = this.extent;
    for (let kill = 0; kill < kills; kill++) {
      const at = ((kill + Math.random()) / kills) * cuts;
      if (!(await until(() => this.cuts >= at, (patience * cuts * pauses.cut) / 1000))) return;
      const victim = Math.floor(Math.random() * 2);
      await Promise.all(this.sides.map(async ({ processes }) => processes[victim]?.kill()));
      this.kills += 1;
    }
  }
}

/** Waits until it is so, or `withinSeconds` are over; says whether it is. */
async function until(isSo: () => boolean, withinSeconds: number): Promise<boolean> {
  const since = performance.now();
  while (!isSo()) {
    if (performance.now() - since > withinSeconds * 1000) return false;
    await sleep(20);
  }
  return true;
}
