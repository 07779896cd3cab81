import { describe, expect, it } from '@jest/globals';
import { simpleParser } from 'mailparser';
import { type Mail, compose } from './message.js';

const sender = { from: 'Isobar <no-reply@isobar.example>', domain: 'isobar.example' };
const aMail = (overrides: Partial<Mail> = {}): Mail => ({
  to: 'ada@example.org',
  subject: 'Welcome',
  text: 'Hello.\n',
  html: '<p>Hello.</p>\n',
  id: 'the-row',
  ...overrides,
});

describe('compose', () => {
  it('makes a mail of a text and a page, with the headers that mail servers expect', async () => {
    const { envelope, raw } = compose(aMail({ traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01' }), sender);
    const mail = await simpleParser(raw);

    expect(envelope).toEqual({ from: 'no-reply@isobar.example', to: ['ada@example.org'] });
    expect(mail).toMatchObject({ subject: 'Welcome', messageId: '<the-row@isobar.example>', text: 'Hello.\n', html: '<p>Hello.</p>\n', attachments: [] });
    expect(mail.from?.text).toBe('"Isobar" <no-reply@isobar.example>');
    expect(mail.to).toMatchObject({ text: 'ada@example.org' });
    expect(Math.abs(Date.now() - Number(mail.date))).toBeLessThan(5_000);
    expect(mail.headers.get('mime-version')).toBe('1.0');
    expect(mail.headers.get('auto-submitted')).toBe('auto-generated');
    expect(mail.headers.get('traceparent')).toBe('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
    expect(raw.match(/Content-Transfer-Encoding: 7bit/g)).toHaveLength(2);
  });

  it.each([
    ['letters of every script', 'Grüße, 气压, привет, مرحبا, 👩‍🚀\n'],
    ['a line without an end', 'x'.repeat(5_000)],
    ['lines that begin with dots', '.\n..\n.quit\r\n'],
    ['something like a boundary', '----_NmP-1-Part_1\n--\n'],
  ])('carries %s unchanged, in lines that SMTP can take', async (_, text) => {
    const { raw } = compose(aMail({ text, html: text }), sender);
    const mail = await simpleParser(raw);

    expect(mail.text ?? '').toBe(text.replaceAll('\r\n', '\n'));
    expect(mail.html || '').toBe(text.replaceAll('\r\n', '\n'));
    expect(Math.max(...raw.split('\r\n').map((line) => Buffer.byteLength(line)))).toBeLessThanOrEqual(998);
    expect(raw.replaceAll('\r\n', '')).not.toMatch(/[\r\n]/);
  });

  it('lets nobody smuggle in a header or a recipient', async () => {
    const { envelope, raw } = compose(aMail({ to: 'ada@example.org\r\nBcc: eve@example.org', subject: 'Hi\r\nX-Evil: yes' }), sender);
    const { headers } = await simpleParser(raw);

    expect(envelope.to.join()).not.toMatch(/[\r\n]/);
    expect([...headers.keys()].sort()).toEqual([
      'auto-submitted',
      'content-type',
      'date',
      'from',
      'message-id',
      'mime-version',
      'subject',
      'to',
      'x-auto-response-suppress',
    ]);
  });
});
