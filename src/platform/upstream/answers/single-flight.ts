import { abortable } from '../deadline.js';

/** Nobody waits for the result any more. */
export class Abandoned extends Error {}

interface Flight {
  result: Promise<unknown>;
  waiting: number;
  controller: AbortController;
}

/** Does the same thing once for all who ask for it at the same time; it ends early when the last of them has gone. */
export class SingleFlight {
  private readonly flights = new Map<string, Flight>();

  /** @throws what `run` throws, or the reason why `signal` aborted */
  async join<Result>(key: string, signal: AbortSignal, run: (signal: AbortSignal) => Promise<Result>): Promise<Result> {
    const flight = this.flights.get(key) ?? this.begin(key, run);
    flight.waiting += 1;
    try {
      return (await abortable(flight.result, signal)) as Result;
    } finally {
      flight.waiting -= 1;
      if (flight.waiting === 0) this.end(key, flight);
    }
  }

  private begin(key: string, run: (signal: AbortSignal) => Promise<unknown>): Flight {
    const controller = new AbortController();
    const flight: Flight = { result: run(controller.signal), waiting: 0, controller };
    flight.result.catch(() => undefined).finally(() => { this.forget(key, flight); });
    this.flights.set(key, flight);
    return flight;
  }

  private end(key: string, flight: Flight): void {
    this.forget(key, flight);
    flight.controller.abort(new Abandoned());
  }

  private forget(key: string, flight: Flight): void {
    if (this.flights.get(key) === flight) this.flights.delete(key);
  }
}
