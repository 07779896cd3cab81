import { Module } from '@nestjs/common';
import { CONFIG, type Config } from '../platform/config/config.js';
import { OutgoingModule } from '../platform/http/outgoing.module.js';
import { OpenMeteoProvider } from './open-meteo.provider.js';
import { SampleProvider } from './sample.provider.js';
import { WeatherController } from './weather.controller.js';
import { WEATHER_PROVIDERS, type WeatherProvider } from './weather.provider.js';
import { WeatherService } from './weather.service.js';

@Module({
  imports: [OutgoingModule],
  controllers: [WeatherController],
  providers: [
    WeatherService,
    OpenMeteoProvider,
    SampleProvider,
    {
      provide: WEATHER_PROVIDERS,
      inject: [CONFIG, OpenMeteoProvider, SampleProvider],
      useFactory: (config: Config, ...known: WeatherProvider[]) =>
        config.WEATHER_PROVIDERS.flatMap((name) => known.filter((provider) => provider.name === name)),
    },
  ],
  exports: [WeatherService],
})
export class WeatherModule {}
