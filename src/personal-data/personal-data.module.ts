import { Module } from '@nestjs/common';
import { AuditModule } from '../audit/audit.module.js';
import { AuthModule } from '../auth/auth.module.js';
import { OrdersModule } from '../orders/orders.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { UsersModule } from '../users/users.module.js';
import { ErasureService } from './erasure.service.js';
import { ExportService } from './export.service.js';
import { PersonalDataController } from './personal-data.controller.js';
import { PersonalDataQueries } from './personal-data.queries.js';

@Module({
  imports: [DatabaseModule, AuditModule, AuthModule, UsersModule, OrdersModule],
  controllers: [PersonalDataController],
  providers: [ErasureService, ExportService, PersonalDataQueries],
})
export class PersonalDataModule {}
