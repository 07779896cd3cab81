import type { HttpClient } from './http-client.js';

const letters = 'abcdefghijklmnoprstuvwz'.split('');

/** Cities of the bundled list, so that a test can ask for one that nobody has asked for yet: each call of the answer gives another. */
export async function citiesOf(service: HttpClient): Promise<() => string> {
  const lists = await Promise.all(letters.map(async (letter) => (await service.get(`/cities?q=${letter}&limit=20`)).body as { items: { name: string; country: string }[] }));
  const left = [...new Set(lists.flatMap(({ items }) => items.map(({ name, country }) => encodeURIComponent(`${name},${country}`))))];
  return () => {
    const city = left.pop();
    if (city === undefined) throw new Error('This test needs more cities than there are.');
    return city;
  };
}
