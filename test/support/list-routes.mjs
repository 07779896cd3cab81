// Prints every route of the API's controllers as JSON, such as "GET /users/:id", out of what their decorators say. It is a program of its
// own because Jest cannot load every package of the application.
import 'reflect-metadata';
import { RequestMethod } from '@nestjs/common';
import { AppModule } from '../../dist/src/app.module.js';

const listed = (key, of) => [Reflect.getMetadata(key, of) ?? []].flat();
const trimmed = (path) => path.replace(/^\/|\/$/g, '');

const modules = new Set();
function collect(entry) {
  const module = entry?.module ?? entry;
  if (!module || modules.has(module)) return;
  modules.add(module);
  listed('imports', module).forEach(collect);
}

function routesOf(controller) {
  const handlers = Object.getOwnPropertyNames(controller.prototype).map((name) => controller.prototype[name]);
  return handlers.flatMap((handler) => {
    const method = Reflect.getMetadata('method', handler);
    if (method === undefined) return [];
    return listed('path', controller).flatMap((base) => listed('path', handler).map((path) => `${RequestMethod[method]} /${[base, path].map(trimmed).filter(Boolean).join('/')}`));
  });
}

collect(AppModule);
const routes = [...modules].flatMap((module) => listed('controllers', module)).flatMap(routesOf);
process.stdout.write(JSON.stringify([...new Set(routes)].sort()));
