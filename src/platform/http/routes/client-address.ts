import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import type { Request } from 'express';

/** As some proxies write an address: `203.0.113.7:51234`, `[2001:db8::1]:51234`. */
const withPort = /^(?:\[([\da-f:.]+)\]|([\d.]+)):\d+$/i;
const mapped = '::ffff:';

/**
 * Whom a request counts for: an IPv4 address, or the /64 of an IPv6 address, within which one customer has as many addresses as they like.
 * It is the entry of `X-Forwarded-For` that the outermost of `hops` proxies wrote, as `request.ip` is, which takes several µs to say so.
 * Where that is no address, nobody but the proxy itself is known.
 */
export function clientAddress({ headers, socket }: Pick<IncomingMessage, 'headers' | 'socket'>, hops: number): string {
  const forwarded = headers['x-forwarded-for'];
  const named = hops > 0 && typeof forwarded === 'string' ? entryFromRight(forwarded, hops) : undefined;
  return counted(named) ?? counted(socket.remoteAddress) ?? 'unknown';
}

/** The {@link clientAddress} behind as many proxies as the application trusts. Our requests are Express's from their birth, a WebSocket's too. */
export function addressOf(request: IncomingMessage): string {
  return clientAddress(request, Number((request as Request).app.get('trust proxy')));
}

/** The neighbourhood of a {@link clientAddress}: an IPv4 address without its second half, a /48 of IPv6. */
export function networkOf(address: string): string {
  return address.includes(':') ? address.split(':').slice(0, 3).join(':') : address.split('.').slice(0, 2).join('.');
}

/** The leftmost entry where there are fewer. */
function entryFromRight(list: string, place: number): string {
  let end = list.length;
  for (let n = 1, comma = list.lastIndexOf(','); n < place && comma >= 0; n++, comma = list.lastIndexOf(',', comma - 1)) end = comma;
  return list.slice(list.lastIndexOf(',', end - 1) + 1, end).trim();
}

function counted(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const address = text.startsWith(mapped) ? text.slice(mapped.length) : text;
  const version = isIP(address);
  if (version === 4) return address;
  if (version === 6) return network(address);
  const [, v6, v4] = withPort.exec(address) ?? [];
  return v6 === undefined && v4 === undefined ? undefined : counted(v6 ?? v4);
}

/** The /64 that an IPv6 address is of, written in one way. */
function network(address: string): string {
  const [head = '', tail] = address.split('::');
  const [before, after] = [groups(head), groups(tail ?? '')];
  const first = [...before, ...Array<string>(Math.max(0, 8 - before.length - after.length)).fill('0'), ...after].slice(0, 4);
  return `${first.map((group) => parseInt(group, 16).toString(16)).join(':')}::/64`;
}

function groups(half: string): string[] {
  return half === '' ? [] : half.split(':');
}
