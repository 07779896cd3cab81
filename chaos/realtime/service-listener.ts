import { setTimeout as sleep } from 'node:timers/promises';
import { type Socket, io } from 'socket.io-client';
import type { ClientToServerEvents, ServerEvent, ServerToClientEvents } from '../../src/contracts/events.js';
import type { Account } from './account.js';
import type { Delivery, Listener, Way } from './listener.js';

/** Milliseconds. */
const answerWithin = 5_000;
const tryAgainAfter = 500;

/** A client of the service as its author should write it: it keeps the last offset it took, and asks with it for whatever it missed. */
export class ServiceListener implements Listener {
  readonly deliveries: Delivery[] = [];
  readonly faults = new Set<string>();
  private readonly socket: Socket<ServerToClientEvents, ClientToServerEvents>;
  private connection = 0;
  private last = 0;
  /** Something was missed that is not asked for yet. */
  private behind = false;
  private asking = false;
  /** What comes before the connection says that it stands was missed by the one before it. */
  private standing = false;
  private closed = false;

  constructor(url: string, private readonly account: Account) {
    this.socket = io(`${url}/ws`, {
      transports: ['websocket'],
      forceNew: true,
      ackTimeout: answerWithin,
      auth: (give) => { give({ token: account.accessToken }); },
    });
    this.socket.on('connect', () => {
      this.standing = true;
      if (!this.socket.recovered || this.behind) this.catchUp();
    });
    this.socket.on('ready', ({ lastOffset }) => {
      if (lastOffset !== null && lastOffset > this.last) this.catchUp();
    });
    this.socket.on('order:created', (event) => { this.hear(event, this.standing ? 'live' : 'recovery'); });
    this.socket.on('closing', ({ code }) => { this.notRefused(code); });
    this.socket.on('disconnect', (reason) => {
      this.standing = false;
      this.connection += 1;
      if (reason === 'io server disconnect') this.comeBack();
    });
    this.socket.on('connect_error', (error) => {
      // Else the connection broke, and socket.io tries again by itself.
      if (this.socket.active) return;
      this.notRefused(error.message);
      this.comeBack();
    });
  }

  get taken(): number {
    return this.last;
  }

  get connected(): boolean {
    return this.socket.connected;
  }

  close(): void {
    this.closed = true;
    this.socket.disconnect();
  }

  private hear(event: ServerEvent<'order:created'>, way: Way): void {
    const { offset } = event;
    const taken = offset === this.last + 1;
    this.deliveries.push({ event, way, connection: this.connection, taken });
    if (taken) this.last = offset;
    else if (offset > this.last) this.catchUp();
  }

  private catchUp(): void {
    this.behind = true;
    if (this.asking) return;
    this.asking = true;
    this.resume().catch((error: unknown) => { this.faults.add(String(error)); }).finally(() => { this.asking = false; });
  }

  /** Without an answer it asks again, on the next connection when this one is lost. */
  private async resume(): Promise<void> {
    while (this.behind && this.socket.connected) {
      this.behind = false;
      const answer = await this.socket.emitWithAck('resume', { offset: this.last }).catch(() => undefined);
      if (answer?.ok) {
        for (const { payload } of answer.data.events) this.hear(payload, 'resume');
        if (answer.data.resync) this.faults.add('a client was told to resync, within what is kept');
        continue;
      }
      this.behind = true;
      if (answer) this.faults.add(`resume was refused with ${answer.error.code}`);
      await sleep(tryAgainAfter);
    }
  }

  /** A token that is over is the one good reason to turn a client away. */
  private notRefused(code: string): void {
    if (code !== 'TOKEN_EXPIRED') this.faults.add(`a client was turned away with ${code}`);
  }

  private comeBack(): void {
    const signIn = async () => {
      await sleep(tryAgainAfter);
      await this.account.signIn();
      if (!this.closed) this.socket.connect();
    };
    signIn().catch((error: unknown) => { this.faults.add(String(error)); });
  }
}
