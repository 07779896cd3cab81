import type { ParsedMail } from 'mailparser';

/** The path of the link in a mail. */
export function linkIn({ text = '' }: ParsedMail): string {
  const [link = ''] = /https?:\S+/.exec(text) ?? [];
  return new URL(link).pathname;
}
