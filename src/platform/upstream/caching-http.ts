import { type AxiosInstance, type AxiosResponse, isCancel } from 'axios';
import { type AxiosCacheInstance, type CacheAxiosResponse, buildMemoryStorage, setupCache } from 'axios-cache-interceptor';

const notModified = 304;
const cleanupMs = 60_000;
/** How long an answer whose time is over is kept, to ask whether it changed. */
const maxStaleMs = 3_600_000;

/**
 * The same client with an HTTP cache (RFC 9111) in this process's memory, of so many answers. It asks nobody while an answer is fresh by its
 * own headers, then asks with If-Modified-Since or If-None-Match; one call serves all who ask the same at once. An answer without caching
 * headers is asked after each time. `http` has to send the same headers with every call: no `Vary` is looked at, since Node's HTTP adapter
 * adds Accept-Encoding only after the cache has compared. Whoever waits for another's call notices their own signal only when that call ends.
 */
export function cachingHttp(http: AxiosInstance, maxAnswers: number): AxiosCacheInstance {
  const storage = buildMemoryStorage(false, cleanupMs, maxAnswers, maxStaleMs);

  // A 304 renews the answer and its headers (RFC 9111, 4.3.4); the library by itself would keep the old `Expires`.
  const renew = async (response: AxiosResponse<unknown>): Promise<AxiosResponse<unknown>> => {
    const id = response.status === notModified && idOf(response.config);
    const kept = id ? (await storage.get(id)).data : undefined;
    return kept ? { ...response, ...kept, headers: Object.assign({}, kept.headers, response.headers) } : response;
  };

  // Who waits for a call that its caller aborts shall make one of their own; the library by itself would fail them while it holds a stale answer.
  const release = async (error: unknown): Promise<never> => {
    const id = isCancel(error) && 'config' in error && idOf(error.config);
    if (id) await storage.remove(id);
    throw error;
  };

  // Before the library's own, which come with setupCache.
  http.interceptors.response.use(renew, release);
  return setupCache(http, {
    storage,
    cachePredicate: { responseMatch: mayBeKept },
    // Not the library's reading of the headers, which gives up an answer whose time is over as it comes, instead of asking after it.
    interpretHeader: false,
    ttl: freshMs,
    etag: true,
    modifiedSince: true,
    vary: false,
    cacheTakeover: false,
    staleIfError: false,
  });
}

/** Lets go of an answer that turned out to be of no use, which would else be given again while it is fresh; any other client keeps none. */
export async function forgetAnswer(http: AxiosInstance | AxiosCacheInstance, answer: AxiosResponse | CacheAxiosResponse): Promise<void> {
  if ('storage' in http && 'id' in answer) await http.storage.remove(answer.id);
}

function mayBeKept({ headers }: AxiosResponse): boolean {
  return !/no-store|private/.test(String(headers['cache-control']));
}

/** For how long an answer is fresh (RFC 9111, 4.2.1). */
function freshMs({ headers }: AxiosResponse): number {
  const control = String(headers['cache-control']);
  const maxAge = /no-cache/.test(control) ? '0' : /max-age=(\d+)/.exec(control)?.[1];
  const ms = maxAge === undefined ? Date.parse(String(headers.expires)) - Date.now() : (Number(maxAge) - Number(headers.age ?? 0)) * 1000;
  return Math.max(0, ms || 0);
}

function idOf(config: unknown): string | undefined {
  return typeof config === 'object' && config !== null && 'id' in config && typeof config.id === 'string' ? config.id : undefined;
}
