import type { Bench } from '../part.js';
import { now } from '../processes/clock.js';
import { medianBy } from '../statistics.js';
import type { Server, World } from './servers.js';

/** What is said, by how it is called. */
const texts = {
  '40 bytes': 'The quick brown fox leaps over lazy dogs',
  '4 kB': 'The quick brown fox leaps over lazy dogs'.repeat(103).slice(0, 4_096),
};

/** A round is so many turns of each server, a second each. */
const turns = 3;
const turnMs = 1_000;

/** One server, while every client keeps one message in flight. */
export interface Measurement {
  messagesPerSecond: number;
  /** Microseconds of the server's processor time. */
  cpuPerMessage: number;
  /** What the clients used of one processor, of 1. */
  clientsBusy: number;
}

export interface Messages {
  text: string;
  byServer: {
    server: string;
    measured: Measurement;
    /** The processor time of a message, of that of bare socket.io in the same round. */
    ratio: number;
  }[];
}

interface Usage {
  answered: number;
  /** Microseconds. */
  time: number;
  server: number;
  clients: number;
}

/** The servers in turn, so that a machine that slows down slows all. The first round warms up and does not count. */
export async function messages({ options, say }: Bench, world: World): Promise<Messages[]> {
  const results: Messages[] = [];
  for (const [name, text] of Object.entries(texts)) {
    const rounds: Map<Server, Measurement>[] = [];
    for (let round = 0; round <= options.rounds; round++) {
      const measured = await measure(world, text, options.connections);
      if (round > 0) rounds.push(measured);
      const figures = [...measured].map(
        ([server, { messagesPerSecond, cpuPerMessage }]) => `${server.name} ${Math.round(messagesPerSecond)}/s, ${cpuPerMessage.toFixed(1)} µs`,
      );
      say(`${name}: ${round === 0 ? 'warm-up' : `round ${round} of ${options.rounds}`}: ${figures.join('; ')}`);
    }
    const byServer = [world.ws, world.socketIo, world.isobar].map((server) => ({
      server: server.name,
      measured: medianBy(rounds.map((round) => round.get(server)!), ({ cpuPerMessage }) => cpuPerMessage),
      ratio: medianBy(rounds.map((round) => round.get(server)!.cpuPerMessage / round.get(world.socketIo)!.cpuPerMessage), (ratio) => ratio),
    }));
    results.push({ text: name, byServer });
  }
  return results;
}

async function measure(world: World, text: string, connections: number): Promise<Map<Server, Measurement>> {
  const used = new Map([world.ws, world.socketIo, world.isobar].map((server) => [server, [] as Usage[]]));
  for (let turn = 0; turn < turns; turn++) {
    for (const [server, all] of used) all.push(await talk(server, world, text, connections));
  }
  return new Map([...used].map(([server, all]) => {
    const sum = (figure: keyof Usage) => all.reduce((total, one) => total + one[figure], 0);
    const [answered, time] = [sum('answered'), sum('time')];
    return [server, { messagesPerSecond: (answered * 1e6) / time, cpuPerMessage: sum('server') / answered, clientsBusy: sum('clients') / time }];
  }));
}

async function talk(server: Server, { clients }: World, text: string, connections: number): Promise<Usage> {
  await clients.connect(server, connections);
  const read = async () => ({ time: now() * 1000, server: await server.process.cpu(), clients: await clients.cpu() });
  const before = await read();
  const answered = await clients.talk(text, turnMs);
  const after = await read();
  await clients.leave();
  return { answered, time: after.time - before.time, server: after.server - before.server, clients: after.clients - before.clients };
}
