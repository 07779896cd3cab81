import { readFile } from 'node:fs/promises';
import { Inject, Injectable, type OnModuleInit } from '@nestjs/common';
import { about } from '../platform/config/about.js';
import { CONFIG, type Config } from '../platform/config/config.js';
import { HtmlPage, asksForHtml, loadHtmlPage } from '../platform/html/html-page.js';
import type { WelcomeView } from './home.schemas.js';

const links = {
  docs: '/docs',
  openapi: '/openapi.json',
  events: '/docs/events',
  asyncapi: '/asyncapi.json',
  products: '/products',
  weather: '/weather/oslo',
  live: '/health/live',
  ready: '/health/ready',
};

/** The same and one more for people, by what they find there. */
const labelled = {
  'API documentation': links.docs,
  'OpenAPI document': links.openapi,
  'Socket events': links.events,
  'AsyncAPI document': links.asyncapi,
  'Price list': links.products,
  'Weather in Oslo': links.weather,
  Liveness: links.live,
  Readiness: links.ready,
  'Queues, for admins': '/admin/queues',
};

/** The front door: JSON for programs, a page for people. */
@Injectable()
export class HomeService implements OnModuleInit {
  private readonly view: WelcomeView = { message: 'Hello World', name: about.name, version: about.version, links };
  private page = new HtmlPage('', []);
  /** SVG. */
  icon = '';

  constructor(@Inject(CONFIG) private readonly config: Config) {}

  async onModuleInit(): Promise<void> {
    this.icon = await readFile(new URL('./icon.svg', import.meta.url), 'utf8');
    const render = await loadHtmlPage<typeof about & { links: object; url: string }>(new URL('./home.html', import.meta.url));
    this.page = render({ title: about.name, ...about, links: labelled, url: this.config.PUBLIC_URL });
  }

  /** The page when the `Accept` header asks for HTML, as browsers do. */
  welcome(accept?: string): WelcomeView | HtmlPage {
    return asksForHtml(accept) ? this.page : this.view;
  }
}
