import { readFile } from 'node:fs/promises';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import Handlebars from 'handlebars';
import { about } from '../platform/config/about.js';
import type { WelcomeView } from './home.schemas.js';

const links = {
  docs: '/docs',
  openapi: '/openapi.json',
  products: '/products',
  weather: '/weather/oslo',
  live: '/health/live',
  ready: '/health/ready',
};

/** The front door: JSON for programs, a page for people. */
@Injectable()
export class HomeService implements OnModuleInit {
  private readonly view: WelcomeView = { message: 'Hello World', name: about.name, version: about.version, links };
  private page = '';

  async onModuleInit(): Promise<void> {
    const template = await readFile(new URL('./home.html', import.meta.url), 'utf8');
    this.page = Handlebars.compile(template)({ ...about, links });
  }

  /** The page when the `Accept` header asks for HTML, as browsers do. Express sends a text as HTML. */
  welcome(accept?: string): WelcomeView | string {
    return accept?.includes('text/html') ? this.page : this.view;
  }
}
