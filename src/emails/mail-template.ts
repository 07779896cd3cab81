import { readFile } from 'node:fs/promises';
import Handlebars from 'handlebars';
import mjml2html from 'mjml';

/** A mail in both of its forms. */
export interface Rendered {
  text: string;
  html: string;
}

/** Reads `<name>.mjml` and `<name>.txt` once; the returned function fills them in. Values are escaped in the HTML, as they are in the text. */
export async function loadTemplate<Values extends object>(name: string): Promise<(values: Values) => Rendered> {
  const read = async (extension: string) => readFile(new URL(`./${name}.${extension}`, import.meta.url), 'utf8');
  const { html, errors } = await mjml2html(await read('mjml'), { validationLevel: 'strict' });
  if (errors.length > 0) throw new Error(`${name}.mjml: ${errors.map((error) => error.formattedMessage).join('; ')}`);
  const asHtml = Handlebars.compile<Values>(html);
  const asText = Handlebars.compile<Values>(await read('txt'), { noEscape: true });
  return (values) => ({ html: asHtml(values), text: asText(values) });
}
