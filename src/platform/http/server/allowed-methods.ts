import express, { type Express, type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { CodedError } from '../../../contracts/errors.js';

/**
 * Answers what none of the routes took that the app has by now: OPTIONS with the methods that its path takes, any other method with
 * METHOD_NOT_ALLOWED. What goes to a path that takes none is left to the next handler.
 */
export function allowedMethods(app: Express): RequestHandler {
  const taken = new WeakMap<Response, Set<string>>();
  const paths = express.Router();
  for (const { route } of app.router.stack) {
    if (route === undefined) continue;
    const methods = route.stack.map(({ method }) => method.toUpperCase());
    paths.all(route.path, (_request: Request, response: Response, next: NextFunction) => {
      taken.set(response, new Set([...(taken.get(response) ?? []), ...methods]));
      next();
    });
  }
  return (request: Request, response: Response, next: NextFunction) => {
    paths(request, response, (error?: unknown) => {
      const methods = taken.get(response);
      if (error !== undefined || methods === undefined) {
        next(error);
        return;
      }
      if (methods.has('GET')) methods.add('HEAD');
      response.setHeader('Allow', [...methods.add('OPTIONS')].sort().join(', '));
      if (request.method === 'OPTIONS') response.status(204).end();
      else next(new CodedError('METHOD_NOT_ALLOWED', `This path does not take ${request.method}. The header Allow names what it takes.`));
    });
  };
}
