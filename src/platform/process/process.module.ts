import { type DynamicModule, Module } from '@nestjs/common';
import { CONFIG, type Config } from '../config/config.js';
import { LOGGER, type Logger } from '../observability/logger.js';

/** What the entry of a process made before Nest began: its checked configuration and its logger, for every module. */
@Module({})
export class ProcessModule {
  static for(config: Config, logger: Logger): DynamicModule {
    const values = [
      { provide: CONFIG, useValue: config },
      { provide: LOGGER, useValue: logger },
    ];
    return { module: ProcessModule, global: true, providers: values, exports: values };
  }
}
