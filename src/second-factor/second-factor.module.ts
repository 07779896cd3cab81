import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/auth.module.js';
import { OneTimeCodesModule } from '../one-time-codes/one-time-codes.module.js';
import { DatabaseModule } from '../platform/database/database.module.js';
import { UsersModule } from '../users/users.module.js';
import { LostFactorController } from './lost-factor.controller.js';
import { SecondFactorController } from './second-factor.controller.js';
import { SecondFactorService } from './second-factor.service.js';

@Module({
  imports: [DatabaseModule, AuthModule, UsersModule, OneTimeCodesModule],
  controllers: [SecondFactorController, LostFactorController],
  providers: [SecondFactorService],
})
export class SecondFactorModule {}
