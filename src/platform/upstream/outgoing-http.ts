import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import axios, { type AxiosInstance } from 'axios';
import { about } from '../config/about.js';

const maxAnswerBytes = 1_000_000;
const keepAlive = { keepAlive: true, maxFreeSockets: 16 };

/** How this service calls others: connections are kept, answers are bounded, redirects are not followed, and nothing but JSON is taken. */
export const outgoingHttp = {
  httpAgent: new Agent(keepAlive),
  httpsAgent: new TlsAgent(keepAlive),
  maxContentLength: maxAnswerBytes,
  maxRedirects: 0,
  responseType: 'json' as const,
  transitional: { silentJSONParsing: false },
  headers: { 'User-Agent': `${about.name}/${about.version}`, Accept: 'application/json' },
};

/** The client outside Nest, whose `HttpService` is the client within. */
export function createHttp(): AxiosInstance {
  return axios.create(outgoingHttp);
}
