import { Module } from '@nestjs/common';
import { DatabaseModule } from '../platform/database/database.module.js';
import { ResetLinks } from './reset-links.js';

@Module({ imports: [DatabaseModule], providers: [ResetLinks], exports: [ResetLinks] })
export class ResetLinksModule {}
