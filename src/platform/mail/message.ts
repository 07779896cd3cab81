import MimeNode from 'nodemailer/lib/mime-node';

/** What a mail says, and to whom. */
export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Stable across retries: the same mail sent twice carries the same Message-ID. */
  id: string;
  /** W3C trace context of whatever asked for the mail. */
  traceparent?: string | undefined;
}

/** A mail as SMTP sends it. */
export interface Message {
  envelope: { from: string; to: string[] };
  raw: string;
}

const ascii = /^[\t\r\n\x20-\x7E]*$/;
/** RFC 5322's longest line, in characters. */
const longestLine = 998;
const lineOfBase64 = /.{76}/g;

/**
 * Composes a mail of a text and a page. nodemailer makes the headers and the envelope; the two parts are put in place here, because its
 * streams take three times the processor for it: docs/decisions/2026-11-22-mail-throughput.md.
 */
export function compose({ to, subject, text, html, id, traceparent }: Mail, sender: { from: string; domain: string }): Message {
  const head = new MimeNode('multipart/alternative');
  head.setHeader({
    from: sender.from,
    to: { name: '', address: to },
    subject,
    'message-id': `<${id}@${sender.domain}>`,
    'auto-submitted': 'auto-generated',
    'x-auto-response-suppress': 'All',
    ...(traceparent !== undefined && { traceparent }),
  });
  const headers = head.buildHeaders();
  const delimiter = `--${head.boundary}`;
  const envelope = head.getEnvelope();
  const raw = [headers, '', delimiter, part('text/plain', text), delimiter, part('text/html', html), `${delimiter}--`, ''].join('\r\n');
  return { envelope: { from: String(envelope.from), to: envelope.to }, raw };
}

/** ASCII goes as it is, which filters like best; anything else in base64. */
function part(type: string, content: string): string {
  const plain = ascii.test(content) && content.split('\n').every((line) => line.length < longestLine);
  const body = plain ? content.replaceAll(/\r?\n/g, '\r\n') : Buffer.from(content).toString('base64').replaceAll(lineOfBase64, '$&\r\n');
  return [`Content-Type: ${type}; charset=utf-8`, `Content-Transfer-Encoding: ${plain ? '7bit' : 'base64'}`, '', body].join('\r\n');
}
