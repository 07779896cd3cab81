import 'reflect-metadata';
import { signInPath } from './admin/paths.js';
import { AppModule } from './app.module.js';
import { loadConfig } from './platform/config/config.js';
import { serveOpenApi } from './platform/http/routes/openapi.js';
import { AddressLimit } from './platform/limits/address-limit.js';
import { boot } from './platform/process/boot.js';
import { serve } from './platform/process/serve.js';
import { resetPath } from './password-reset/paths.js';
import { SocketIoAdapter } from './realtime/fleet/socket-io.adapter.js';

/** The API process: HTTP and sockets. It sends no mail, and touches a queue only when an admin looks at it. */
boot(async () => {
  const config = loadConfig();
  await serve({
    name: 'api',
    config,
    module: (logger) => AppModule.for(config, logger),
    port: config.PORT,
    operationsPort: config.OPERATIONS_PORT,
    forms: [signInPath, resetPath],
    gate: (app) => app.get(AddressLimit).gate,
    prepare: (app) => { app.useWebSocketAdapter(new SocketIoAdapter(app)); },
    addLastRoutes: serveOpenApi,
  });
});
