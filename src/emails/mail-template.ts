import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';
import { unnamed } from '../users/users.schemas.js';

/** A mail in both of its forms. */
export interface Rendered {
  text: string;
  html: string;
}

/** Every mail has a subject, which is its title too. */
export type Values<Own extends object> = Own & { subject: string };

const place = '<!-- content -->';
/** What mail programs make a link of, or people take for one. */
const linkLike = /:\/\/|www\.|[@/]|\.\p{L}{2,}/iu;

const handlebars = Handlebars.create();
handlebars.registerHelper('called', called);

/**
 * `Hello{{called displayName}}!` greets by name: `Hello, Ada!`. Anybody may register a stranger's address under any name, so one that looks like a
 * link or an address is left out: our mail does not carry it to them. So is what stands for no name.
 */
function called(displayName: string): string {
  const read = displayName.normalize('NFKC').replace(/\p{Default_Ignorable_Code_Point}/gu, '').replaceAll('。', '.');
  return linkLike.test(read) || displayName === unnamed ? '' : `, ${displayName}`;
}

/**
 * Reads `<name>.mjml`, which is set in the layout of all mails, and `<name>.txt` once; the returned function fills them in. Values are escaped
 * in the HTML, as they are in the text.
 */
export async function loadTemplate<Own extends object>(name: string): Promise<(values: Values<Own>) => Rendered> {
  const read = async (file: string) => readFile(new URL(`./${file}`, import.meta.url), 'utf8');
  const [layout, content, text] = await Promise.all([read('layout.mjml'), read(`${name}.mjml`), read(`${name}.txt`)]);
  const { html, errors } = await mjml2html(layout.replace(place, () => content), { validationLevel: 'strict' });
  if (errors.length > 0) throw new Error(`${name}.mjml: ${errors.map((error) => error.formattedMessage).join('; ')}`);
  const asHtml = handlebars.compile<Values<Own>>(html);
  const asText = handlebars.compile<Values<Own>>(text, { noEscape: true });
  return (values) => ({ html: asHtml(values), text: asText(values) });
}
