import { Module } from '@nestjs/common';
import { DatabaseModule } from '../platform/database/database.module.js';
import { DashboardController } from './dashboard.controller.js';
import { DashboardQueries } from './dashboard.queries.js';
import { DashboardService } from './dashboard.service.js';

@Module({ imports: [DatabaseModule], controllers: [DashboardController], providers: [DashboardService, DashboardQueries] })
export class DashboardModule {}
