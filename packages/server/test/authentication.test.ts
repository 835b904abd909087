import {
  type AccessControl,
  type AccessScope,
  type Authentication,
  type AuthenticationRequest,
  type Authenticator,
  allowEveryone,
  anonymous,
  parseRepositoryName,
  RegistryError,
} from '@lading/core';
import { Logger } from '@nestjs/common';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { forTheKnown, knows } from './support/access.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf } from './support/push.js';

let registry: RunningRegistry | undefined;
afterEach(async () => {
  await registry?.stop();
  registry = undefined;
});

async function ask(access: AccessControl, headers: Record<string, string> = {}, path = '/v2/'): Promise<Response> {
  registry = await startRegistry({ ...memoryStores(), access });
  return fetch(new URL(path, registry.url), { headers });
}

function chain(...authenticators: Authenticator[]): AccessControl {
  return { authenticators, authorizer: forTheKnown };
}

const bearer = (authentication: Authentication, asked: string[] = []): Authenticator => ({
  authenticate: async (request) => {
    const isBearer = request.field('authorization')?.startsWith('Bearer ') === true;
    asked.push('bearer');
    return isBearer ? authentication : { outcome: 'unknown' };
  },
  challenge: ({ reason, scopes }) => ({
    scheme: 'Bearer',
    parameters: {
      realm: 'https://a/"token"',
      ...(scopes[0] && { scope: `${scopes[0].type}:${scopes[0].name}:${scopes[0].actions.join(',')}` }),
      ...(reason === 'rejected' && { error: 'invalid_token' }),
      ...(reason === 'insufficient' && { error: 'insufficient_scope' }),
    },
  }),
});

const rejected: Authentication = { outcome: 'rejected', reason: 'the token is expired' };

describe('a chain of authenticators', () => {
  it('asks one after the other, until one knows the credentials', async () => {
    const asked: string[] = [];
    const access = chain(bearer(rejected, asked), knows('Basic ada'), {
      authenticate: () => {
        asked.push('last');
        return { outcome: 'unknown' };
      },
    });
    expect((await ask(access, { authorization: 'Basic ada' })).status).toBe(200);
    expect(asked).toEqual(['bearer']);
  });

  it('challenges in the name of all, and says only by which one the credentials were rejected', async () => {
    const answer = await ask(chain(knows('Basic ada'), bearer(rejected)), { authorization: 'Basic wrong' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Basic realm="test", Bearer realm="https://a/\\"token\\""');
    expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED', message: 'the password is wrong' }] });
  });

  it('names the fault of a token and the required scope', async () => {
    const answer = await ask(chain(bearer(rejected)), { authorization: 'Bearer x' }, '/v2/a/b/tags/list');
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toMatch(/,scope="repository:a\/b:pull",error="invalid_token"$/);
  });

  it('refuses wrong credentials also where anonymous clients may do everything', async () => {
    const access = { ...allowEveryone(), authenticators: [knows('Basic ada')] };
    expect((await ask(access, { authorization: 'Basic wrong' })).status).toBe(401);
  });

  it('denies a request for which no credentials suffice', async () => {
    const answer = await ask({ authenticators: [], authorizer: forTheKnown });
    expect(answer.status).toBe(403);
    expect(answer.headers.get('www-authenticate')).toBeNull();
  });
});

describe('a token that is limited', () => {
  const scopes: readonly AccessScope[] = [{ type: 'repository', name: parseRepositoryName('a/b'), actions: ['pull'] }];
  const token = (identity: 'ada' | 'nobody') =>
    bearer({
      outcome: 'identified',
      identity: identity === 'ada' ? { kind: 'user', name: 'ada' } : anonymous,
      scopes,
    });
  const authorizer: AccessControl['authorizer'] = {
    authorize: ({ scopes: wanted }) =>
      wanted.some(({ name }) => name.startsWith('secret/'))
        ? { outcome: 'denied', reason: 'this is secret' }
        : { outcome: 'allowed' },
  };
  const authorization = 'Bearer x';

  it('allows what it has', async () => {
    const answer = await ask({ authenticators: [token('ada')], authorizer }, { authorization }, '/v2/a/b/tags/list');
    expect(answer.status).toBe(404);
  });

  it.each(['/v2/a/bc/tags/list', '/v2/a/b/c/tags/list', '/v2/_catalog'])(
    'does not suffice for %s, which the authorizer allows',
    async (path) => {
      const answer = await ask({ authenticators: [token('ada')], authorizer }, { authorization }, path);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
    },
  );

  it('does not matter where the authorizer denies, but to anonymous clients, who may get another one', async () => {
    const path = '/v2/secret/app/tags/list';
    const known = await ask({ authenticators: [token('ada')], authorizer }, { authorization }, path);
    expect(known.status).toBe(403);
    await registry?.stop();
    const unknown = await ask({ authenticators: [token('nobody')], authorizer }, { authorization }, path);
    expect(unknown.status).toBe(401);
    expect(unknown.headers.get('www-authenticate')).toContain('error="insufficient_scope"');
  });
});

describe('an authenticator that fails', () => {
  const failing = (authenticate: Authenticator['authenticate']) => ({
    ...allowEveryone(),
    authenticators: [{ authenticate }],
  });
  const nonsense = (answer: unknown) => failing(() => answer as Authentication);

  it.each([
    [
      'throws',
      failing(() => {
        throw new Error('no such table');
      }),
    ],
    ['rejects', failing(async () => Promise.reject(new TypeError('x is undefined')))],
    ['answers nothing', nonsense(undefined)],
    ['answers with a misspelt outcome', nonsense({ outcome: 'Identified', identity: anonymous })],
    ['answers with no identity', nonsense({ outcome: 'identified' })],
    ['answers with no name', nonsense({ outcome: 'identified', identity: { kind: 'user', name: '' } })],
    ['takes the client for the registry', nonsense({ outcome: 'identified', identity: { kind: 'system', name: 'x' } })],
  ])('lets nobody in: one that %s', async (_, access) => {
    const logged = import.meta.jest.spyOn(Logger.prototype, 'error').mockReturnValue();
    const answer = await ask(access);
    expect(answer.status).toBe(500);
    expect(await errorCodeOf(answer)).toBe('UNKNOWN');
    expect(logged).toHaveBeenCalledTimes(1);
    logged.mockRestore();
  });

  it('may say that it is not available, or that the client asks too often', async () => {
    const unavailable = failing(() => Promise.reject(new RegistryError('UNAVAILABLE', 'the directory is down')));
    const answer = await ask(unavailable);
    expect(answer.status).toBe(503);
    await registry?.stop();
    const tooOften = failing(() => Promise.reject(new RegistryError('TOOMANYREQUESTS', 'wait')));
    expect((await ask(tooOften)).status).toBe(429);
  });

  it('has a limited time, and hears of its end', async () => {
    let signal: AbortSignal | undefined;
    const hanging = failing((request) => {
      signal = request.signal;
      return new Promise(() => {});
    });
    const answer = await ask({ ...hanging, timeoutSeconds: 0.2 });
    expect(answer.status).toBe(503);
    expect(signal?.aborted).toBe(true);
  });

  it('hears that the client has left', async () => {
    let hear: (() => void) | undefined;
    const heard = new Promise<void>((resolve) => {
      hear = resolve;
    });
    const access = failing(({ signal }) => {
      signal.addEventListener('abort', () => hear?.());
      return new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
    });
    registry = await startRegistry({ ...memoryStores(), access });
    const controller = new AbortController();
    const asked = fetch(new URL('/v2/', registry.url), { signal: controller.signal });
    setTimeout(() => controller.abort(), 100);
    await expect(asked).rejects.toThrow();
    await heard;
  });

  it.each(['authorize', 'visibleRepositories'])('is as bad as an authorizer whose %s fails', async (method) => {
    const broken = () => Promise.reject(new Error('on purpose'));
    const authorizer = { ...allowEveryone().authorizer, [method]: broken };
    expect((await ask({ authenticators: [], authorizer }, {}, '/v2/_catalog')).status).toBe(500);
  });
});

describe('credentials', () => {
  it('do not reach the log or the client with the error of an authenticator', async () => {
    const lines: string[] = [];
    const logged = import.meta.jest
      .spyOn(Logger.prototype, 'error')
      .mockImplementation((...values) => void lines.push(values.join(' ')));
    const secret = 'hunter2-hunter2';
    const basic = Buffer.from(`ada:${secret}`).toString('base64');
    const headers = { authorization: `Basic ${basic}`, cookie: 'session=canary-cookie', 'x-token': 'canary-token' };
    const read = (request: AuthenticationRequest) =>
      ['authorization', 'cookie', 'x-token'].map((name) => request.field(name));
    const throws: readonly ((values: unknown[]) => Error)[] = [
      (values) => new Error(`cannot read ${values.join(' ')}, which is ada:${secret}, so ${secret} and ${basic}`),
      (values) => new RegistryError('UNAVAILABLE', `no answer about ${values.join(' ')}`),
    ];
    for (const make of throws) {
      const authenticate = (request: AuthenticationRequest) => Promise.reject(make(read(request)));
      const answer = await ask({ ...allowEveryone(), authenticators: [{ authenticate }] }, headers);
      lines.push(await answer.text());
      expect(answer.status).toBe(500);
      await registry?.stop();
      registry = undefined;
    }
    for (const canary of [secret, basic, 'canary-cookie', 'canary-token'])
      expect(lines.join('\n')).not.toContain(canary);
    expect(lines.join('\n')).toContain('cannot read [credentials]');
    logged.mockRestore();
  });
});
