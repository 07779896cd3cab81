import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';

/** A mail in both of its forms. */
export interface Rendered {
  text: string;
  html: string;
}

/** Every mail has a subject, which is its title too. */
export type Values<Own extends object> = Own & { subject: string };

const place = '<!-- content -->';

/**
 * Reads `<name>.mjml`, which is set in the layout of all mails, and `<name>.txt` once; the returned function fills them in. Values are escaped
 * in the HTML, as they are in the text.
 */
export async function loadTemplate<Own extends object>(name: string): Promise<(values: Values<Own>) => Rendered> {
  const read = async (file: string) => readFile(new URL(`./${file}`, import.meta.url), 'utf8');
  const [layout, content, text] = await Promise.all([read('layout.mjml'), read(`${name}.mjml`), read(`${name}.txt`)]);
  const { html, errors } = await mjml2html(layout.replace(place, () => content), { validationLevel: 'strict' });
  if (errors.length > 0) throw new Error(`${name}.mjml: ${errors.map((error) => error.formattedMessage).join('; ')}`);
  const asHtml = Handlebars.compile<Values<Own>>(html);
  const asText = Handlebars.compile<Values<Own>>(text, { noEscape: true });
  return (values) => ({ html: asHtml(values), text: asText(values) });
}
