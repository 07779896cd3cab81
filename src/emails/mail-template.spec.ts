import { describe, expect, it } from '@jest/globals';
import { loadTemplate } from './mail-template.js';

describe('the welcome mail', () => {
  const template = loadTemplate<{ displayName: string; url: string; linkHours: number }>('welcome-email');
  const link = { subject: 'Welcome', url: 'https://isobar.example/verify-email/token', linkHours: 24 };

  it('is a text and a page that say the same', async () => {
    const { text, html } = (await template)({ displayName: 'Ada', ...link });

    expect(text).toContain('Welcome, Ada!');
    expect(text).toContain(`within 24 hours:\n${link.url}\n`);
    expect(html).toMatch(/^\s*<!doctype html>/i);
    expect(html).toContain('Welcome, Ada!');
    expect(html).toContain(`href="${link.url}"`);
    expect(`${text}${html}`).not.toMatch(/\{\{|undefined|<mj-/);
  });

  it('escapes what people typed in its page, and only there', async () => {
    const displayName = '<img src=x onerror=alert(1)> & "Co" {{linkHours}}';

    const { text, html } = (await template)({ displayName, ...link });

    expect(text).toContain(displayName);
    expect(html).not.toContain('<img src=x');
    expect(html).toContain('&lt;img src');
    expect(html).toContain('&amp; &quot;Co&quot; {{linkHours}}');
  });
});

describe('loadTemplate', () => {
  it('says so when there is no such template', async () => {
    await expect(loadTemplate('no-such-mail')).rejects.toThrow('no-such-mail');
  });
});
