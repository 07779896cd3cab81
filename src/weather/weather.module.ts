import { Module } from '@nestjs/common';
import { CitiesModule } from '../cities/cities.module.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import type { WeatherProviderName } from '../platform/config/schema.js';
import { UpstreamModule } from '../platform/upstream/upstream.module.js';
import { Upstreams } from '../platform/upstream/upstreams.js';
import { MetNorwayProvider } from './providers/met-norway.provider.js';
import { OpenMeteoProvider } from './providers/open-meteo.provider.js';
import { OpenWeatherMapProvider } from './providers/openweathermap.provider.js';
import { PlaceFinder } from './place-finder.js';
import { SampleProvider } from './providers/sample.provider.js';
import { GEOCODER, WEATHER_PROVIDERS, type WeatherProvider } from './weather.provider.js';
import { WeatherService } from './weather.service.js';
import { WeatherSource } from './weather-source.js';

const makers: Record<WeatherProviderName, (upstreams: Upstreams, config: Config) => WeatherProvider> = {
  'open-meteo': (upstreams, config) => new OpenMeteoProvider(upstreams, config),
  'met-norway': (upstreams, config) => new MetNorwayProvider(upstreams, config),
  openweathermap: (upstreams, config) => new OpenWeatherMapProvider(upstreams, config),
  sample: () => new SampleProvider(),
};

@Module({
  imports: [UpstreamModule, CitiesModule],
  providers: [
    WeatherService,
    WeatherSource,
    PlaceFinder,
    {
      provide: WEATHER_PROVIDERS,
      inject: [Upstreams, CONFIG],
      useFactory: (upstreams: Upstreams, config: Config) => config.WEATHER_PROVIDERS.map((name) => makers[name](upstreams, config)),
    },
    {
      provide: GEOCODER,
      inject: [WEATHER_PROVIDERS],
      useFactory: (providers: readonly WeatherProvider[]) => providers.find((provider) => provider instanceof OpenMeteoProvider),
    },
  ],
  exports: [WeatherService],
})
export class WeatherModule {}
