import type { Redis } from 'ioredis';
import { LRUCache } from 'lru-cache';

const rememberedDays = 90;
/** This process's own memory, for while Redis is away. */
const mostRemembered = 20_000;

/** From where accounts have been signed in to. Whoever is forgotten is new to their account again, and no worse off. */
export class FamiliarPlaces {
  private readonly own = new LRUCache<string, true>({ max: mostRemembered });

  constructor(private readonly redis: Redis) {}

  async has(place: string): Promise<boolean> {
    if (this.own.has(place)) return true;
    return (await this.redis.exists(keyOf(place)).catch(() => 0)) === 1;
  }

  async remember(place: string): Promise<void> {
    this.own.set(place, true);
    await this.redis.set(keyOf(place), 1, 'EX', rememberedDays * 86_400).catch(() => undefined);
  }
}

function keyOf(place: string): string {
  return `isobar:familiar:${place}`;
}
