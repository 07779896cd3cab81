import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';

const layout = new URL('./layout.html', import.meta.url);

/** Reads a fragment of HTML with Handlebars' placeholders once; the returned function fills it in and sets it in the layout of all pages. */
export async function loadHtmlPage<Values extends object>(fragment: URL): Promise<(values: Values & { title: string }) => string> {
  const [frame, content] = (await Promise.all([layout, fragment].map(async (file) => readFile(file, 'utf8')))).map((text) => Handlebars.compile(text)) as [HandlebarsTemplateDelegate, HandlebarsTemplateDelegate<Values>];
  return (values) => frame({ title: values.title, content: content(values) });
}

/** Whether a request's `Accept` header asks for a page, as browsers do. */
export function asksForHtml(accept: string | undefined): boolean {
  return accept?.includes('text/html') ?? false;
}
