import { ExpressAdapter } from '@bull-board/express';
import { CodedError } from '../contracts/errors.js';
import { QueueUnavailable, isRedisUnavailable } from '../platform/queue/unavailable.js';

type Route = Parameters<ExpressAdapter['setApiRoutes']>[0][number];
type EntryRoute = Parameters<ExpressAdapter['setEntryRoute']>[0];
type Outcome = Awaited<ReturnType<Route['handler']>>;

/** What would make jobs that no outbox row promised, or that differ from their rows. */
const notOffered = new Set(['/api/queues/:queueName/add', '/api/queues/:queueName/:jobId/update-data']);

/** The page's fonts from elsewhere, which our policy refuses; it has others to fall back on. */
const fontService = /<link href="https:\/\/fonts\.googleapis\.com\/[^>]*>/;

/** Bull Board's own server, whose refusals and failures are errors of ours instead of answers with messages and stacks of its own. */
export class BoardServer extends ExpressAdapter {
  override setApiRoutes(routes: Route[]): this {
    super.setApiRoutes(routes.map((route) => ({ ...route, handler: guarded(route) })));
    return this;
  }

  override setEntryRoute(entry: EntryRoute): this {
    this.app[entry.method](entry.route, (_request, response, next) => {
      const { name, params } = entry.handler({ basePath: this.basePath, uiConfig: this.uiConfig });
      response.render(name, params, (error: Error | null, html: string) => {
        if (error) next(error);
        else response.send(html.replace(fontService, ''));
      });
    });
    return this;
  }
}

/** For Bull Board's error handler: the error goes on to who handed the request over. */
export function rethrow(error: Error): never {
  throw error;
}

function guarded(route: Route): Route['handler'] {
  if ([route.route].flat().some((path) => notOffered.has(path))) return refuse;
  return async (request) => {
    const outcome = await outcomeOf(route, request);
    if ((outcome.status ?? 200) >= 400) throw refusal(outcome);
    return outcome;
  };
}

async function outcomeOf(route: Route, request: Parameters<Route['handler']>[0]): Promise<Outcome> {
  try {
    return await route.handler(request);
  } catch (error) {
    throw isRedisUnavailable(error) ? new QueueUnavailable(error) : error;
  }
}

function refuse(): never {
  throw new CodedError('FORBIDDEN', 'Jobs cannot be added or edited on the board: they come from PostgreSQL.');
}

/** Bull Board names its reason by a translation key, such as ERRORS.JOB_NOT_RETRIABLE. */
function refusal({ status, body }: Outcome): CodedError {
  const { key = 'refused' } = typeof body === 'object' && 'error' in body ? (body.error as { key?: string }) : {};
  const reason = key.replace(/^.*\./, '').replaceAll('_', ' ').toLowerCase();
  return new CodedError(status === 404 ? 'JOB_NOT_FOUND' : 'REQUEST_REFUSED', `The board says: ${reason}.`);
}
