import type { IncomingMessage } from 'node:http';

/** Whose page made the browser send this. Nobody's, when it says neither: a program, an old browser, or an address typed in. */
export function sentBy({ headers: { origin, host, 'sec-fetch-site': site } }: Pick<IncomingMessage, 'headers'>, publicUrl: URL): 'us' | 'others' | 'nobody' {
  if (site === 'same-origin') return 'us';
  if (origin === undefined) return 'nobody';
  return [publicUrl.origin, `${publicUrl.protocol}//${host ?? ''}`].includes(origin) ? 'us' : 'others';
}
