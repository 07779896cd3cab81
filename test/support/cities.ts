import type { HttpClient } from './http-client.js';

/** With which enough names begin. */
const beginnings = 'bcdfghjklmnprstvwz'.split('').flatMap((consonant) => 'aeiou'.split('').map((vowel) => consonant + vowel));

/** Some names have signs that nobody types. */
const plain = /^[\p{L} ,-]+$/u;

/** Cities of the bundled list, so that a test can ask for one that nobody has asked for yet: each call of the answer gives another. */
export async function citiesOf(service: HttpClient): Promise<() => string> {
  const lists = await Promise.all(
    beginnings.map(async (beginning) => (await service.get(`/cities?q=${beginning}&limit=20`)).body as { items: { name: string; country: string }[] }),
  );
  const left = [...new Set(lists.flatMap(({ items }) => items.map(({ name, country }) => `${name},${country}`)))]
    .filter((city) => plain.test(city))
    .map(encodeURIComponent);
  return () => {
    const city = left.pop();
    if (city === undefined) throw new Error('This test needs more cities than there are.');
    return city;
  };
}
