import type { IncomingMessage, ServerResponse } from 'node:http';
import { HttpDouble } from './http-double.js';

type Behaviour = 'answer' | 'malformed' | 'nonsense' | 429;

const stepSeconds = 3 * 3600;
const steps = 40;
const messages = {
  401: 'Invalid API key. Please see https://openweathermap.org/faq#error401 for more info.',
  404: 'Internal error',
  429: 'Your account is temporary blocked due to exceeding of requests limitation of your subscription type.',
};

/** Speaks OpenWeather's wire format over real HTTP, to who has the key. */
export class OpenWeatherMapDouble extends HttpDouble {
  readonly requests: { pathname: string; query: URLSearchParams }[] = [];
  temperature = 14.5;
  behaviour: Behaviour = 'answer';

  constructor(readonly key: string) {
    super();
  }

  protected answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams: query } = new URL(request.url ?? '/', this.url);
    this.requests.push({ pathname, query });
    if (query.get('appid') !== this.key) refuse(response, 401);
    else if (this.behaviour === 429) refuse(response, 429);
    else if (this.behaviour === 'malformed') send(response, 200, '{"coord":{"lon":10.7');
    else if (this.behaviour === 'nonsense') send(response, 200, { main: [], list: 'none' });
    else if (pathname === '/data/2.5/weather') send(response, 200, this.current(query));
    else if (pathname === '/data/2.5/forecast') send(response, 200, this.forecast(query));
    else refuse(response, 404);
  }

  private current(query: URLSearchParams): object {
    const place = { coord: { lon: Number(query.get('lon')), lat: Number(query.get('lat')) }, timezone: 3600, id: 3143244, name: 'Oslo', cod: 200 };
    return {
      ...place,
      base: 'stations',
      visibility: 10000,
      dt: Math.floor(Date.now() / 1000),
      sys: { type: 1, id: 1624, country: 'NO' },
      rain: { '1h': 3.16 },
      ...this.conditions(query),
    };
  }

  /** From the next full step on, three hours apart. */
  private forecast(query: URLSearchParams): object {
    const first = Math.ceil(Date.now() / 1000 / stepSeconds) * stepSeconds;
    const list = Array.from({ length: steps }, (_, step) => ({
      dt: first + step * stepSeconds,
      visibility: 10000,
      pop: 0.32,
      rain: { '3h': 0.3 },
      sys: { pod: 'd' },
      ...this.conditions(query),
    }));
    return { cod: '200', message: 0, cnt: steps, list, city: { id: 3143244, name: 'Oslo', country: 'NO', timezone: 3600 } };
  }

  /** In kelvin for who does not ask for degrees Celsius, as the API does. */
  private conditions(query: URLSearchParams): object {
    const temp = query.get('units') === 'metric' ? this.temperature : this.temperature + 273.15;
    return {
      main: { temp, feels_like: temp - 1, temp_min: temp, temp_max: temp, pressure: 1015, humidity: 64 },
      weather: [{ id: 501, main: 'Rain', description: 'moderate rain', icon: '10d' }],
      wind: { speed: 5, deg: 349, gust: 7.2 },
      clouds: { all: 100 },
    };
  }
}

function refuse(response: ServerResponse, status: 401 | 404 | 429): void {
  send(response, status, { cod: status, message: messages[status] });
}

function send(response: ServerResponse, status: number, body: object | string): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8' }).end(typeof body === 'string' ? body : JSON.stringify(body));
}
