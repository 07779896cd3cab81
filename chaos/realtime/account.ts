import { randomUUID } from 'node:crypto';
import { tokenPair } from '../../src/auth/auth.schemas.js';
import { type OrderView, orderView } from '../../src/contracts/orders.js';
import { password } from '../load.js';
import type { Answer, Requests } from '../requests.js';

/** A person who is signed in and orders over HTTP, never two things at a time. */
export class Account {
  /** What was ordered and answered 201, in this order. */
  readonly orders: OrderView[] = [];
  accessToken = '';

  private constructor(
    private readonly requests: Requests,
    readonly email: string,
  ) {}

  /** @throws when the service refuses */
  static async open(requests: Requests, email: string): Promise<Account> {
    const account = new Account(requests, email);
    expectStatus(201, await requests.post('/register', { email, password }, { 'idempotency-key': randomUUID() }));
    await account.signIn();
    return account;
  }

  async signIn(): Promise<void> {
    const answer = expectStatus(200, await this.requests.post('/auth/login', { email: this.email, password }));
    this.accessToken = tokenPair.parse(JSON.parse(answer.text)).accessToken;
  }

  async order(): Promise<OrderView> {
    const key = randomUUID();
    const place = async () =>
      this.requests.post('/orders', { sku: 'barometer', quantity: 1 }, { 'idempotency-key': key, authorization: `Bearer ${this.accessToken}` });
    let answer = await place();
    if (answer.status === 401) {
      await this.signIn();
      answer = await place();
    }
    const order = orderView.parse(JSON.parse(expectStatus(201, answer).text));
    this.orders.push(order);
    return order;
  }
}

function expectStatus(status: number, answer: Answer): Answer {
  if (answer.status !== status) throw new Error(`a request was answered ${answer.status} ${answer.code}, not ${status}`);
  return answer;
}
