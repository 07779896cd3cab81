import { describe, expect, it } from '@jest/globals';
import { welcomeView } from '../src/home/home.schemas.js';
import { expectTraced } from './support/problem.js';
import { bootService } from './support/service.js';

describe('GET /', () => {
  const service = bootService();

  it('greets programs with JSON', async () => {
    const answer = await service.get('/');

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^application\/json/);
    expect(answer.body).toMatchObject({ message: 'Hello World', name: 'isobar', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expectTraced(answer);
  });

  it('names links that lead somewhere', async () => {
    const { links } = (await service.get('/')).as(welcomeView);
    const { weather: _needsTheInternet, ...inside } = links;

    const answers = await Promise.all(Object.values(inside).map(async (link) => (await service.get(link)).status));

    expect(answers.length).toBeGreaterThan(3);
    expect(new Set(answers)).toEqual(new Set([200]));
  });

  it('shows browsers a page', async () => {
    const answer = await service.get('/', { headers: { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' } });

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^text\/html/);
    expect(answer.headers.get('Vary')).toContain('Accept');
    expect(answer.text).toMatch(/^<!doctype html>[^]*<h1>Isobar[^]*href="\/docs"/);
    expect(answer.text).toContain('<a href="/products">Price list</a>');
    expect(answer.text).not.toContain('{{');
    expectTraced(answer);
  });

  it('has an icon for their tabs', async () => {
    const answer = await service.get('/favicon.ico');

    expect(answer.status).toBe(200);
    expect(answer.headers.get('Content-Type')).toMatch(/^image\/svg\+xml/);
    expect(answer.text).toMatch(/^<svg .*<\/svg>\s*$/);
  });

  it('answers HEAD as it answers GET, without a body', async () => {
    const answer = await service.request('HEAD', '/');

    expect(answer).toMatchObject({ status: 200, text: '' });
    expectTraced(answer);
  });
});
