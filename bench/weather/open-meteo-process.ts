import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { answer } from '../processes/answers.js';
import { now } from '../processes/clock.js';
import type { UpstreamCall } from './open-meteo.js';

/** Stands in for Open-Meteo: the same answers in its wire format to everyone, each after the same delay, and how long each took. */
const days = Array.from({ length: 7 }, (_, day) => day);
const currentAt = (temperature: number) => JSON.stringify({
  latitude: 59.91, longitude: 10.75, generationtime_ms: 0.07, utc_offset_seconds: 0, timezone: 'GMT', timezone_abbreviation: 'GMT', elevation: 26,
  current_units: {
    time: 'iso8601', interval: 'seconds', temperature_2m: '°C', apparent_temperature: '°C', relative_humidity_2m: '%', precipitation: 'mm',
    wind_speed_10m: 'km/h', wind_direction_10m: '°', weather_code: 'wmo code',
  },
  current: {
    time: '2026-11-22T12:15', interval: 900, temperature_2m: temperature, apparent_temperature: 4.5, relative_humidity_2m: 81, precipitation: 0.1,
    wind_speed_10m: 12.6, wind_direction_10m: 208, weather_code: 3,
  },
});
const daily = JSON.stringify({
  latitude: 59.91,
  longitude: 10.75,
  generationtime_ms: 0.07,
  utc_offset_seconds: 3600,
  timezone: 'Europe/Oslo',
  timezone_abbreviation: 'GMT+1',
  elevation: 26,
  daily_units: {
    time: 'iso8601',
    temperature_2m_min: '°C',
    temperature_2m_max: '°C',
    precipitation_sum: 'mm',
    wind_speed_10m_max: 'km/h',
    weather_code: 'wmo code',
  },
  daily: {
    time: days.map((day) => `2026-11-${22 + day}`),
    temperature_2m_min: days.map((day) => day + 2.5),
    temperature_2m_max: days.map((day) => day + 7.5),
    precipitation_sum: days.map(() => 1.2),
    wind_speed_10m_max: days.map(() => 20),
    weather_code: days.map(() => 61),
  },
});
/** Whatever is searched is Oslo. */
const search = JSON.stringify({
  results: [{
    id: 3143244, name: 'Oslo', latitude: 59.91273, longitude: 10.74609, elevation: 26, feature_code: 'PPLC', country_code: 'NO', timezone: 'Europe/Oslo',
    population: 1082575, country_id: 3144096, country: 'Norway', admin1: 'Oslo',
  }],
  generationtime_ms: 0.6,
});

let current = currentAt(7.5);
/** When somebody was told first how warm it is now. */
let toldAt: number | undefined;
let delayMs = 0;
let failing = false;
let calls: UpstreamCall[] = [];

const server = createServer((request, response) => {
  const since = now();
  const { pathname, searchParams } = new URL(request.url ?? '/', 'http://stand-in');
  const place = `${searchParams.get('latitude')},${searchParams.get('longitude')}`;
  response.on('finish', () => calls.push({ place, took: now() - since }));
  const send = () => {
    if (failing) {
      response.writeHead(500, { 'Content-Type': 'application/json; charset=utf-8' }).end('{"error":true,"reason":"Internal Server Error"}');
      return;
    }
    const body = pathname === '/v1/search' ? search : searchParams.has('current') ? current : daily;
    if (body === current) toldAt ??= now();
    response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8' }).end(body);
  };
  if (delayMs === 0) send();
  else setTimeout(send, delayMs);
});

answer({
  delay: (ms: number) => { delayMs = ms; },
  temperature: (celsius: number) => {
    current = currentAt(celsius);
    toldAt = undefined;
  },
  toldAt: () => toldAt,
  fail: () => { failing = true; },
  collect: () => {
    const collected = calls;
    calls = [];
    return collected;
  },
});
// Longer than any part of the bench: a connection that is closed for its idleness would be opened anew within a measurement.
server.keepAliveTimeout = 600_000;
server.listen(0, '127.0.0.1', () => process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
