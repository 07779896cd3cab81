import { Inject, Injectable } from '@nestjs/common';
import { CodedError } from '../contracts/errors.js';
import type { WeatherView } from '../contracts/weather.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { LOGGER, type Logger } from '../platform/observability/logger.js';
import { UpstreamUnavailable } from './weather.errors.js';
import { WEATHER_PROVIDERS, type WeatherProvider } from './weather.provider.js';

/** The weather of a city, from the first provider that can be reached. */
@Injectable()
export class WeatherService {
  constructor(
    @Inject(WEATHER_PROVIDERS) private readonly providers: readonly WeatherProvider[],
    @Inject(CONFIG) private readonly config: Config,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {}

  /**
   * Takes at most WEATHER_TIMEOUT_MS for each provider. The next one is asked when one cannot be reached, not when it answers badly.
   * @throws CityNotFound, UpstreamUnavailable, UpstreamInvalid, UpstreamTimeout; TooBusy
   */
  async report(city: string): Promise<WeatherView> {
    let unreachable: unknown;
    for (const provider of this.providers) {
      try {
        return await this.ask(provider, city);
      } catch (error) {
        if (!(error instanceof UpstreamUnavailable)) throw error;
        unreachable = error;
        this.logger.warn({ err: error.cause, provider: provider.name }, 'the weather provider cannot be reached');
      }
    }
    throw unreachable instanceof CodedError ? unreachable : new UpstreamUnavailable('none', undefined);
  }

  /** The place first; then current weather and forecast at once. */
  private async ask(provider: WeatherProvider, city: string): Promise<WeatherView> {
    const signal = AbortSignal.timeout(this.config.WEATHER_TIMEOUT_MS);
    const place = await provider.locate(city, signal);
    const [current, forecast] = await Promise.all([provider.current(place, signal), provider.forecast(place, signal)]);
    if (provider.name === 'sample') this.logger.warn('the weather is sample data: no other provider was reached');
    return { city: place, current, forecast, source: provider.name, fetchedAt: new Date().toISOString(), stale: false };
  }
}
