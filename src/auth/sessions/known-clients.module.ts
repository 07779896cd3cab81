import { Module } from '@nestjs/common';
import { DatabaseModule } from '../../platform/database/database.module.js';
import { KnownClients } from './known-clients.js';

@Module({ imports: [DatabaseModule], providers: [KnownClients], exports: [KnownClients] })
export class KnownClientsModule {}
