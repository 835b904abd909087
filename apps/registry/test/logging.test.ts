import { createLogger } from '../src/logging/create-logger.js';
import { NestLogger } from '../src/logging/nest-logger.js';

function loggerInto(lines: Record<string, unknown>[]) {
  const output = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return createLogger({ level: 'trace', format: 'json' }, output);
}

describe('createLogger', () => {
  it('logs what happened, but no fields that libraries add to an error', () => {
    const lines: Record<string, unknown>[] = [];
    const error = Object.assign(new Error('no connection', { cause: new Error('refused') }), {
      code: 'ECONNREFUSED',
      client: { password: 'canary' },
      parameters: ['canary'],
    });
    loggerInto(lines).error({ err: error }, 'failed');
    expect(lines[0]).toMatchObject({
      level: 'error',
      err: { type: 'Error', message: 'no connection', code: 'ECONNREFUSED', cause: { message: 'refused' } },
    });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });

  it('removes fields with secrets', () => {
    const lines: Record<string, unknown>[] = [];
    const secrets = { authorization: 'canary', databaseUrl: 'canary', headers: { cookie: 'canary' } };
    loggerInto(lines).info({ ...secrets, request: secrets, kept: 1 }, 'a line');
    expect(lines[0]).toMatchObject({ kept: 1, msg: 'a line' });
    expect(JSON.stringify(lines)).not.toContain('canary');
  });
});

describe('NestLogger', () => {
  it('passes level, context and stack on', () => {
    const lines: Record<string, unknown>[] = [];
    const logger = new NestLogger(loggerInto(lines));
    logger.error('it failed', 'Error: it failed\n    at here', 'Registry');
    logger.log('a routine', 'RouterExplorer');
    logger.warn(new Error('odd'), 'Maintenance');
    expect(lines).toMatchObject([
      { level: 'error', msg: 'it failed', context: 'Registry', stack: 'Error: it failed\n    at here' },
      { level: 'debug', msg: 'a routine', context: 'RouterExplorer' },
      { level: 'warn', msg: 'odd', context: 'Maintenance', err: { message: 'odd' } },
    ]);
  });

  it('accepts an object as a message with fields', () => {
    const lines: Record<string, unknown>[] = [];
    const error = new Error('no connection');
    new NestLogger(loggerInto(lines)).error({ message: 'it failed', requestId: '1', error }, 'ManagementModule');
    expect(lines).toMatchObject([
      { msg: 'it failed', requestId: '1', context: 'ManagementModule', err: { message: 'no connection' } },
    ]);
  });

  it('leaves out the query of a URL', () => {
    const lines: Record<string, unknown>[] = [];
    new NestLogger(loggerInto(lines)).error('GET /v2/app/tags/list?token=canary (request 1): broken', 'Registry');
    expect(lines[0]?.msg).toBe('GET /v2/app/tags/list?… (request 1): broken');
  });
});
