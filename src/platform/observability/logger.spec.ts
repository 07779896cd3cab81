import { describe, expect, it, jest } from '@jest/globals';
import { type Logger, NestLogger } from './logger.js';

function nestLogger() {
  const logger = { debug: jest.fn(), warn: jest.fn(), error: jest.fn(), fatal: jest.fn() };
  return { logger, nest: new NestLogger(logger as unknown as Logger) };
}

describe('NestLogger', () => {
  it("keeps Nest's chatter for debugging", () => {
    const { logger, nest } = nestLogger();

    nest.log('Mapped {/, GET} route', 'RouterExplorer');

    expect(logger.debug).toHaveBeenCalledWith({ context: 'RouterExplorer' }, 'Mapped {/, GET} route');
  });

  it.each(['ada@example.org', 'Ada <a.b+c@mail.example.org>', "'o.brien@example.org'"])('blanks the address in %s', (address) => {
    const { logger, nest } = nestLogger();

    nest.warn(`no mail for ${address}, says the server`);
    nest.error(new Error(`no mail for ${address}`));

    expect(JSON.stringify([logger.warn.mock.calls[0]?.[1], logger.error.mock.calls[0]?.[1]])).not.toMatch(/\w@\w/);
    expect(logger.warn.mock.calls[0]?.[1]).toContain('[email]');
  });
});
