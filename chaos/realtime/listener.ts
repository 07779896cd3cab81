/** How an event came: pushed, pushed again by socket.io's recovery of the connection, or in the answer to `resume`. */
export type Way = 'live' | 'recovery' | 'resume';

/** An event as a client was given it; its `id` is the order's. */
export interface Delivery {
  event: { id: number };
  way: Way;
  /** Counts the client's connections. */
  connection: number;
  /** Whether the client took it for new. What it did not take it has already, or asked for again by `resume`. */
  taken: boolean;
}

/** A client of one of the two services that take the same blows. */
export interface Listener {
  /** In the order in which they came. */
  readonly deliveries: readonly Delivery[];
  readonly taken: number;
  readonly connected: boolean;
  /** What no client should see. */
  readonly faults: ReadonlySet<string>;
  close: () => void;
}
