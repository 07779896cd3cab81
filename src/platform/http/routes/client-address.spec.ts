import { describe, expect, it } from '@jest/globals';
import type { IncomingMessage } from 'node:http';
import express, { type Request } from 'express';
import fc from 'fast-check';
import { clientAddress } from './client-address.js';

function addressOf(forwarded: string | undefined, hops = 1, remoteAddress: string | undefined = '::ffff:192.0.2.1'): string {
  return clientAddress({ headers: { 'x-forwarded-for': forwarded }, socket: { remoteAddress } } as unknown as IncomingMessage, hops);
}

describe('clientAddress', () => {
  it.each([
    ['203.0.113.7', '203.0.113.7'],
    ['::ffff:203.0.113.7', '203.0.113.7'],
    ['203.0.113.7:51234', '203.0.113.7'],
    ['[2001:db8:1:2::3]:51234', '2001:db8:1:2::/64'],
    ['2001:db8:1:2::3', '2001:db8:1:2::/64'],
    ['2001:DB8:1:2:ffff:ffff:ffff:ffff', '2001:db8:1:2::/64'],
    ['2001:0db8:0001:0002::3', '2001:db8:1:2::/64'],
    ['2001:db8::3', '2001:db8:0:0::/64'],
    ['fe80::1%eth0', 'fe80:0:0:0::/64'],
    ['::1', '0:0:0:0::/64'],
  ])('takes %s for %s', (ip, address) => {
    expect(addressOf(ip)).toBe(address);
  });

  it('tells neighbouring networks apart', () => {
    expect(addressOf('2001:db8:1:3::3')).not.toBe(addressOf('2001:db8:1:2::3'));
  });

  it.each(['unknown', '_hidden', '', '1.2.3', '999.1.1.1', 'x'.repeat(5_000), undefined])('goes by the connection where it is told %s', (ip) => {
    expect(addressOf(ip)).toBe('192.0.2.1');
  });

  it.each([
    [0, 'a, 203.0.113.1', '192.0.2.1'],
    [1, '203.0.113.3, 203.0.113.2,203.0.113.1', '203.0.113.1'],
    [2, '203.0.113.3, 203.0.113.2 , 203.0.113.1', '203.0.113.2'],
    [3, '203.0.113.3, 203.0.113.2, 203.0.113.1', '203.0.113.3'],
    [4, '203.0.113.3, 203.0.113.2, 203.0.113.1', '203.0.113.3'],
    [16, '203.0.113.1', '203.0.113.1'],
    [2, ',203.0.113.1', '192.0.2.1'],
    [1, '203.0.113.1,', '192.0.2.1'],
  ])('believes %i proxies about %s', (hops, forwarded, address) => {
    expect(addressOf(forwarded, hops)).toBe(address);
  });

  it('goes by the proxies as Express does', () => {
    const app = express();
    const entry = fc.constantFrom('203.0.113.1', '203.0.113.2', '203.0.113.3', '198.51.100.1');
    fc.assert(fc.property(fc.array(entry, { minLength: 1, maxLength: 6 }), fc.integer({ min: 0, max: 8 }), (entries, hops) => {
      app.set('trust proxy', hops);
      const request = Object.assign(Object.create(app.request) as Request, {
        headers: { 'x-forwarded-for': entries.join(', ') },
        socket: { remoteAddress: '192.0.2.1' },
      });
      expect(clientAddress(request, hops)).toBe(request.ip);
    }));
  });

  it('has a word for a connection that is gone', () => {
    expect(clientAddress({ headers: {}, socket: {} } as IncomingMessage, 0)).toBe('unknown');
  });
});
