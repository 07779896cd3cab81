import { describe, expect, it } from '@jest/globals';
import { loadTemplate } from './mail-template.js';

describe('the welcome mail', () => {
  const template = loadTemplate<{ displayName: string; url: string; linkHours: number }>('welcome-email');
  const link = { subject: 'Welcome', url: 'https://isobar.example/verify-email/token', linkHours: 24 };

  it('is a text and a page that say the same', async () => {
    const { text, html } = (await template)({ displayName: 'Ada', ...link });

    expect(text).toContain('Welcome, Ada!');
    expect(text).toContain(`within 24 hours that this address is yours:\n${link.url}\n`);
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

describe('a name in a mail', () => {
  const names = ['welcome', 'verification', 'password-reset', 'password-changed', 'address-asked', 'address-changed', 'sign-in', 'second-factor'];
  const greetings = async (name: string, displayName: string) => {
    const { text, html } = (await loadTemplate<{ displayName: string }>(`${name}-email`))({ subject: 'A mail', displayName });
    return [text, html].map((form) => /(?:Hello|Welcome)[^!]*!/.exec(form)?.[0]);
  };

  it.each(['Ada', 'Dr. Ada B. King', 'Ada K.', 'אדה', 'Ada…', '3.14'])('greets: %s', async (displayName) => {
    expect(await greetings('welcome', displayName)).toEqual([`Welcome, ${displayName}!`, `Welcome, ${displayName}!`]);
  });

  it.each([
    'Win at https://evil.example', 'evil://x', 'WWW.evil', 'ada@evil', 'evil.example', 'evil.xn--p1ai', 'злой.рф', 'evil/win',
    // A full stop that is as wide as a letter, one of Chinese, and one with something invisible after it.
    'evil．example', 'evil。example', 'evil.\u200Bexample',
  ])('is left out when it looks like a link or an address: %s', async (displayName) => {
    for (const name of names) expect(await greetings(name, displayName)).toEqual(Array(2).fill(name === 'welcome' ? 'Welcome!' : 'Hello!'));
  });
});

describe('loadTemplate', () => {
  it('says so when there is no such template', async () => {
    await expect(loadTemplate('no-such-mail')).rejects.toThrow('no-such-mail');
  });
});
