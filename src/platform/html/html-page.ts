import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import type { Response } from 'express';
import Handlebars from 'handlebars';
import { type HeaderList, headersOfPage, setHeaders } from '../http/server/security-headers.js';
import { SelfWriting } from '../http/server/self-writing.js';
import { endTogether } from '../http/server/write-together.js';

const layout = new URL('./layout.html', import.meta.url);
const style = /<style>([^]*?)<\/style>/;

/** A page of ours, with the headers that let it load its own style and nothing else. */
export class HtmlPage extends SelfWriting {
  constructor(
    readonly html: string,
    private readonly headers: HeaderList,
  ) {
    super();
  }

  override writeTo(response: Response): void {
    setHeaders(response, this.headers);
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.setHeader('Content-Length', Buffer.byteLength(this.html));
    endTogether(response, this.html);
  }
}

/**
 * Reads a fragment of HTML with Handlebars' placeholders once; the returned function fills it in and sets it in the layout of all pages. Fragments
 * have no style and no script of their own. `referrer` is the page's referrer policy.
 */
export async function loadHtmlPage<Values extends object>(fragment: URL, referrer?: 'same-origin'): Promise<(values: Values & { title: string }) => HtmlPage> {
  const [frame, content] = await Promise.all([readFile(layout, 'utf8'), readFile(fragment, 'utf8')]);
  const [fillFrame, fillContent] = [Handlebars.compile<{ title: string; content: string }>(frame), Handlebars.compile<Values>(content)];
  const headers = headersOfPage({ styleSrc: [hashOf(style.exec(frame)?.[1] ?? '')], imgSrc: ["'self'"] }, referrer);
  return (values) => new HtmlPage(fillFrame({ title: values.title, content: fillContent(values) }), headers);
}

/** Whether a request's `Accept` header asks for a page, as browsers do. */
export function asksForHtml(accept: string | undefined): boolean {
  return accept?.includes('text/html') ?? false;
}

/** How Content-Security-Policy names an inline style that may apply. */
function hashOf(text: string): string {
  return `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
}
