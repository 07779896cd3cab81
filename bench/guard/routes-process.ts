import 'reflect-metadata';
import { Controller, Get, Module } from '@nestjs/common';
import { AuthModule } from '../../src/auth/auth.module.js';
import { loadConfig } from '../../src/platform/config/config.js';
import { DatabaseModule } from '../../src/platform/database/database.module.js';
import { Public, SignedIn } from '../../src/platform/http/routes/access.js';
import { LimitsModule } from '../../src/platform/limits/limits.module.js';
import { MetricsModule } from '../../src/platform/observability/metrics.module.js';
import { boot } from '../../src/platform/process/boot.js';
import { ProcessModule } from '../../src/platform/process/process.module.js';
import { serve } from '../../src/platform/process/serve.js';

/** Two routes that do the same. The service's own guard stands before both where GUARD is on, and before neither where it is off. */
@Controller()
class Routes {
  @Get('open')
  @Public()
  open(): string {
    return 'Here you are';
  }

  @Get('closed')
  @SignedIn()
  closed(): string {
    return 'Here you are';
  }
}

const guarded = process.env.GUARD === 'on' ? [DatabaseModule, LimitsModule, AuthModule] : [];

@Module({ imports: [MetricsModule, ...guarded], controllers: [Routes] })
class RoutesModule {}

boot(async () => {
  const config = loadConfig();
  await serve({ name: 'routes', config, module: (logger) => ({ module: RoutesModule, imports: [ProcessModule.for(config, logger)] }), port: config.PORT });
});
