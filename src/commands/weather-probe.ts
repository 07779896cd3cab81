import { z } from 'zod';
import { CodedError } from '../contracts/errors.js';
import { type Config, loadConfig, processEnvironment } from '../platform/config/config.js';
import { weatherProviders } from '../platform/config/schema.js';
import { createLogger } from '../platform/observability/logger.js';
import { boot } from '../platform/process/boot.js';
import { readCommandLine, refuseCommandLine } from '../platform/process/command-line.js';
import { UpstreamUnreachable } from '../platform/upstream/upstream.errors.js';
import { Upstreams } from '../platform/upstream/upstreams.js';
import { MetNorwayProvider } from '../weather/providers/met-norway.provider.js';
import { OpenMeteoProvider } from '../weather/providers/open-meteo.provider.js';
import { OpenWeatherMapProvider } from '../weather/providers/openweathermap.provider.js';
import { SampleProvider } from '../weather/providers/sample.provider.js';
import type { Place, WeatherProvider } from '../weather/weather.provider.js';

interface Finding {
  provider: string;
  outcome: string;
  ms?: number;
}

const place: Place = { name: 'Oslo', country: 'Norway', latitude: 59.91273, longitude: 10.74609, timezone: 'Europe/Oslo' };
/** Without Redis each call goes by what this process alone knows. */
const stores = { DATABASE_URL: 'postgres://localhost', REDIS_URL: 'redis://localhost' };
const skipped = 'skipped: OPENWEATHER_API_KEY is not set';
const usage = `Usage: npm run weather:probe [-- ${weatherProviders.join(' | ')} ...]
Asks the live weather services, and fails when one does. Without a name it asks those of WEATHER_PROVIDERS.\n`;
const named = z.array(z.enum(weatherProviders));

/** `npm run weather:probe`: asks the live services, needs no PostgreSQL and no Redis, and fails when a service or what we read of it does. */
boot(async () => {
  const { positionals } = readCommandLine(usage, { allowPositionals: true });
  const names = named.safeParse(positionals);
  if (!names.success) refuseCommandLine(usage, `There is no provider ${positionals.filter((name) => !named.safeParse([name]).success).join(', ')}`);
  const config = loadConfig({ ...processEnvironment(), ...stores }, ['JWT_SECRET']);
  const upstreams = Upstreams.standalone(config, createLogger('weather-probe', { LOG_LEVEL: 'silent' }));
  const known: WeatherProvider[] = [
    new OpenMeteoProvider(upstreams, config),
    new MetNorwayProvider(upstreams, config),
    new OpenWeatherMapProvider(upstreams, config),
    new SampleProvider(),
  ];
  const asked = names.data.length > 0 ? names.data : config.WEATHER_PROVIDERS;
  const findings = await Promise.all(known.filter(({ name }) => asked.includes(name)).map(async (provider) => probe(provider, config)));
  upstreams.close();
  for (const { provider, outcome, ms } of findings) process.stdout.write(`${provider.padEnd(16)}${outcome}${ms === undefined ? '' : ` (${ms} ms)`}\n`);
  if (findings.some(({ outcome }) => outcome !== skipped && !outcome.startsWith('ok'))) process.exitCode = 1;
});

/** One place's weather, now and in the coming days. */
async function probe(provider: WeatherProvider, config: Config): Promise<Finding> {
  if (provider.name === 'openweathermap' && !config.OPENWEATHER_API_KEY) return { provider: provider.name, outcome: skipped };
  const began = performance.now();
  const signal = AbortSignal.timeout(config.WEATHER_TIMEOUT_MS);
  const finding = (outcome: string): Finding => ({ provider: provider.name, outcome, ms: Math.round(performance.now() - began) });
  try {
    const { value: current } = await provider.current(place, signal);
    const { value: days } = await provider.forecast(place, signal);
    return finding(days.length > 0 ? `ok, ${days.length} days, now ${current.temperature} °C` : 'gave no day');
  } catch (error) {
    return finding(reasonOf(error));
  }
}

/** What it is answered as, and what lies behind that, on one line. */
function reasonOf(error: unknown): string {
  if (error instanceof UpstreamUnreachable) return `unreachable: ${causeOf(error)}`;
  if (error instanceof CodedError) return `${error.code}: ${causeOf(error)}`;
  return String(error);
}

function causeOf(error: CodedError): string {
  return (error.cause instanceof Error ? error.cause.message : error.message).replace(/\s+/g, ' ');
}
