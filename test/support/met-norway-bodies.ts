const hourMs = 3_600_000;
const hourlySteps = 48;
const sixHourlySteps = 32;

/** `GET …/compact`: hourly steps from this hour on, then one of six hours each, at 0, 6, 12 and 18 UTC, and a last one that tells of no hour. */
export function compactBody(query: URLSearchParams, temperature: number, now: number): object {
  const first = Math.floor(now / hourMs) * hourMs;
  const sixHourly = Math.ceil((first + hourlySteps * hourMs) / (6 * hourMs)) * 6 * hourMs;
  const hourly = Array.from({ length: (sixHourly - first) / hourMs }, (_, step) => aStep(first + step * hourMs, temperature, hours(1, 0.1)));
  const later = Array.from({ length: sixHourlySteps }, (_, step) => aStep(sixHourly + step * 6 * hourMs, temperature, hours(6, 0.6)));
  const last = aStep(sixHourly + sixHourlySteps * 6 * hourMs, temperature, {});
  return {
    type: 'Feature',
    geometry: { type: 'Point', coordinates: [Number(query.get('lon')), Number(query.get('lat')), 26] },
    properties: {
      meta: {
        updated_at: new Date(first).toISOString(),
        units: {
          air_pressure_at_sea_level: 'hPa',
          air_temperature: 'celsius',
          cloud_area_fraction: '%',
          precipitation_amount: 'mm',
          relative_humidity: '%',
          wind_from_direction: 'degrees',
          wind_speed: 'm/s',
        },
      },
      timeseries: [...hourly, ...later, last],
    },
  };
}

/** Each hourly step tells of the next six hours too, as the API's do. */
function hours(length: 1 | 6, amount: number): object {
  const six = { next_6_hours: { summary: { symbol_code: 'rain' }, details: { precipitation_amount: length === 1 ? amount * 6 : amount } } };
  return length === 1 ? { next_1_hours: { summary: { symbol_code: 'lightrain' }, details: { precipitation_amount: amount } }, ...six } : six;
}

function aStep(time: number, temperature: number, periods: object): object {
  const details = {
    air_pressure_at_sea_level: 1010.7,
    air_temperature: temperature,
    cloud_area_fraction: 69.5,
    relative_humidity: 81.3,
    wind_from_direction: 243.4,
    wind_speed: 3.8,
  };
  return { time: new Date(time).toISOString().replace('.000', ''), data: { instant: { details }, ...periods } };
}
