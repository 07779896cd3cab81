import type { Client } from './client.js';

interface Suggestion {
  name: string;
  latitude: number;
  longitude: number;
}

const consonants = 'bcdfghjklmnpqrstvwxz'.split('');
const vowels = 'aeiou'.split('');
/** Stays the same place in small letters, and can stand in a list with commas between. */
const plainName = /^[A-Z][a-z]+( [A-Z][a-z]+)*$/;

/** Cities of the service's own list, each taken once, so that nobody has asked for it before. */
export class Cities {
  private constructor(private readonly left: string[]) {}

  /** @throws when there are not so many */
  static async find(client: Client, count: number): Promise<Cities> {
    const found = new Set<string>();
    for (const prefix of consonants.flatMap((consonant) => vowels.map((vowel) => consonant + vowel))) {
      for (const city of await suggestions(client, prefix, 20)) {
        if (plainName.test(city.name) && (await isMeant(client, city))) found.add(city.name);
        if (found.size === count) return new Cities([...found]);
      }
    }
    throw new Error(`The weather needs ${count} cities, and there are ${found.size}.`);
  }

  take(count: number): string[] {
    return this.left.splice(0, count);
  }
}

/** Whether its name alone brings up this city and no greater one that is also called so. */
async function isMeant(client: Client, { name, latitude, longitude }: Suggestion): Promise<boolean> {
  const [first] = await suggestions(client, name, 1);
  return first?.latitude === latitude && first.longitude === longitude;
}

async function suggestions(client: Client, query: string, limit: number): Promise<Suggestion[]> {
  const { body } = await client.get(`/cities?q=${encodeURIComponent(query)}&limit=${limit}`);
  return (body as { items: Suggestion[] }).items;
}
