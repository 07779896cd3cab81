import { type DynamicModule, Module } from '@nestjs/common';
import { AddressChangeModule } from './address-change/address-change.module.js';
import { AdminModule } from './admin/admin.module.js';
import { AuthModule } from './auth/auth.module.js';
import { CitiesApiModule } from './cities/cities-api.module.js';
import { DashboardModule } from './dashboard/dashboard.module.js';
import { HomeModule } from './home/home.module.js';
import { OrdersModule } from './orders/orders.module.js';
import type { Config } from './platform/config/config.js';
import { DatabaseModule } from './platform/database/database.module.js';
import { HealthModule } from './platform/health/health.module.js';
import { LimitsModule } from './platform/limits/limits.module.js';
import type { Logger } from './platform/observability/logger.js';
import { MetricsModule } from './platform/observability/metrics.module.js';
import { PasswordResetModule } from './password-reset/password-reset.module.js';
import { PersonalDataModule } from './personal-data/personal-data.module.js';
import { ProcessModule } from './platform/process/process.module.js';
import { ProductsModule } from './products/products.module.js';
import { ModerationModule } from './moderation/moderation.module.js';
import { RealtimeModule } from './realtime/realtime.module.js';
import { RegistrationModule } from './registration/registration.module.js';
import { SecondFactorModule } from './second-factor/second-factor.module.js';
import { UsersApiModule } from './users/users-api.module.js';
import { VerificationModule } from './verification/verification.module.js';
import { WeatherChartModule } from './weather-chart/weather-chart.module.js';
import { WeatherApiModule } from './weather/weather-api.module.js';
import { WorkModule } from './work/work.module.js';

/** What runs in an API process. Express tries the routes in this order: the ones that are asked most stand first. */
@Module({
  imports: [
    DatabaseModule,
    LimitsModule,
    HealthModule.for({ needsRedis: false }),
    MetricsModule,
    HomeModule,
    WeatherApiModule,
    WeatherChartModule,
    WorkModule,
    RegistrationModule,
    VerificationModule,
    PasswordResetModule,
    AddressChangeModule,
    AuthModule,
    PersonalDataModule,
    SecondFactorModule,
    UsersApiModule,
    ModerationModule,
    ProductsModule,
    OrdersModule,
    DashboardModule,
    CitiesApiModule,
    RealtimeModule,
    AdminModule,
  ],
})
export class AppModule {
  static for(config: Config, logger: Logger): DynamicModule {
    return { module: AppModule, imports: [ProcessModule.for(config, logger)] };
  }
}
