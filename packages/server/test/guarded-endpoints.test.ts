import { type AccessControl, type AuthorizationRequest, parseRepositoryPattern, RegistryError } from '@lading/core';
import { Catch, Controller, type ExceptionFilter, Get, Module, Param, Post, type Type } from '@nestjs/common';
import { APP_FILTER, BaseExceptionFilter, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import {
  Asking,
  type Caller,
  createRegistryAdapter,
  RegistryModule,
  RequiresCatalog,
  RequiresLogin,
  RequiresNothing,
  RequiresRepository,
} from '../src/index.js';
import { knows } from './support/access.js';
import { memoryStores } from './support/memory-stores.js';

const asked: AuthorizationRequest[] = [];
const access: AccessControl = {
  authenticators: [knows('Basic ada', { kind: 'user', name: 'ada', groups: ['engines'] })],
  authorizer: {
    authorize: (request) => {
      asked.push(request);
      const { identity, scopes } = request;
      const isOwn = scopes.every(({ type, name }) => type === 'registry' || name.startsWith('engines/'));
      return identity.kind === 'user' && isOwn ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'not for you' };
    },
    visibleRepositories: () => ({ allow: [parseRepositoryPattern('engines/**')] }),
  },
};
const credentials = { headers: { authorization: 'Basic ada' } };

@Controller('api')
@RequiresLogin()
class ApiController {
  @Get('me')
  me(@Asking() caller: Caller) {
    return caller.identity;
  }

  @Get('releases/:team/:application')
  @RequiresRepository(':team/:application', 'pull')
  releases(@Asking() { repository }: Caller) {
    return { repository };
  }

  @Post('builds/*')
  @RequiresRepository('*', 'pull', 'push')
  build(@Asking() { repository }: Caller) {
    return { repository };
  }

  @Get('repositories')
  @RequiresCatalog()
  repositories(@Asking() caller: Caller) {
    return caller.visibleRepositories();
  }

  @Get('health')
  @RequiresNothing()
  health(@Asking() { identity }: Caller) {
    return identity;
  }

  @Get('broken/:kind')
  broken(@Param('kind') kind: string) {
    throw kind === 'registry' ? new RegistryError('MANIFEST_UNKNOWN', 'no such release') : new Error('on purpose');
  }
}

@Controller('open')
class OpenController {
  @Get()
  open() {
    return 'open';
  }
}

async function start(controllers: Type<object>[], providers: Parameters<typeof Module>[0]['providers'] = []) {
  @Module({ imports: [RegistryModule.forRoot({ ...memoryStores(), access })], controllers, providers })
  class AppModule {}
  const application = await NestFactory.create<NestFastifyApplication>(AppModule, createRegistryAdapter(), {
    logger: false,
    abortOnError: false,
  });
  await application.listen(0, '127.0.0.1');
  const url = new URL(await application.getUrl());
  const ask = (path: string, init?: RequestInit) => fetch(new URL(path, url), init);
  return { application, ask };
}

describe('a controller of the application that declares requirements', () => {
  let application: NestFastifyApplication;
  let ask: (path: string, init?: RequestInit) => Promise<Response>;
  beforeAll(async () => {
    ({ application, ask } = await start([ApiController, OpenController]));
  });
  afterAll(() => application.close());
  beforeEach(() => {
    asked.length = 0;
  });

  it.each(['me', 'releases/engines/difference', 'repositories', 'broken/registry'])(
    'challenges GET /api/%s without credentials',
    async (path) => {
      const answer = await ask(`/api/${path}`);
      expect(answer.status).toBe(401);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="test"');
      expect(await answer.json()).toMatchObject({ statusCode: 401, message: 'authentication is required' });
    },
  );

  it('knows who asks', async () => {
    expect(await (await ask('/api/me', credentials)).json()).toEqual({
      kind: 'user',
      name: 'ada',
      groups: ['engines'],
    });
  });

  it('finds the repository in the parameters of the route', async () => {
    const answer = await ask('/api/releases/engines/difference', credentials);
    expect(await answer.json()).toEqual({ repository: 'engines/difference' });
    expect(asked.at(-1)?.scopes).toEqual([{ type: 'repository', name: 'engines/difference', actions: ['pull'] }]);
    const pushed = await ask('/api/builds/engines/a/b', { method: 'POST', ...credentials });
    expect(await pushed.json()).toEqual({ repository: 'engines/a/b' });
    expect(asked.at(-1)?.scopes).toEqual([{ type: 'repository', name: 'engines/a/b', actions: ['pull', 'push'] }]);
  });

  it('denies other repositories', async () => {
    const answer = await ask('/api/releases/others/thing', credentials);
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ statusCode: 403, message: 'not for you' });
  });

  it.each(['/api/releases/Engines/x', '/api/releases/engines/x%20y', '/api/releases/engines%2F/x'])(
    'refuses %s, which names no repository, and asks for no permission',
    async (path) => {
      expect((await ask(path, credentials)).status).toBe(400);
      expect(asked).toEqual([]);
    },
  );

  it('takes an encoded slash for one in the name, for the permission and for the handler', async () => {
    const answer = await ask('/api/releases/engines%2Fa/b', credentials);
    expect(await answer.json()).toEqual({ repository: 'engines/a/b' });
    expect(asked.at(-1)?.scopes).toMatchObject([{ name: 'engines/a/b' }]);
  });

  it('gives a list what its caller may see', async () => {
    expect(await (await ask('/api/repositories', credentials)).json()).toEqual({ allow: ['engines/**'] });
  });

  it('says openly that a handler is public, and authenticates nobody for it', async () => {
    for (const init of [{}, credentials, { headers: { authorization: 'Basic wrong' } }])
      expect(await (await ask('/api/health', init)).json()).toEqual({ kind: 'anonymous' });
    expect(asked).toEqual([]);
  });

  it('leaves handlers without a requirement alone', async () => {
    expect(await (await ask('/open', { headers: { authorization: 'Basic wrong' } })).text()).toBe('open');
    expect(asked).toEqual([]);
  });

  it('answers the errors of the registry with their status, and leaves other errors to Nest', async () => {
    const answer = await ask('/api/broken/registry', credentials);
    expect(answer.status).toBe(404);
    expect(await answer.json()).toEqual({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'no such release' }] });
    const other = await ask('/api/broken/otherwise', credentials);
    expect(other.status).toBe(500);
    expect(await other.json()).toEqual({ statusCode: 500, message: 'Internal server error' });
  });
});

/** As many applications have one. */
@Catch()
class CatchAllFilter extends BaseExceptionFilter implements ExceptionFilter {}

@Controller('v2/_acme')
class ExtensionController {
  @Get('health')
  @RequiresNothing()
  health() {
    return 'well';
  }

  @Get(':team/:application/notes')
  @RequiresRepository(':team/:application', 'pull')
  notes(@Asking() { repository }: Caller) {
    return { repository };
  }
}

describe('an endpoint below /v2/', () => {
  it('may be public, and may be about a repository', async () => {
    const { application, ask } = await start([ExtensionController]);
    expect(await (await ask('/v2/_acme/health')).text()).toBe('well');
    expect((await ask('/v2/_acme/engines/a/notes')).status).toBe(401);
    expect((await ask('/v2/_acme/others/a/notes', credentials)).status).toBe(403);
    const answer = await ask('/v2/_acme/engines/a/notes', credentials);
    expect(await answer.json()).toEqual({ repository: 'engines/a' });
    await application.close();
  });

  it('is refused with its challenge also where the application has a filter for everything', async () => {
    const { application, ask } = await start(
      [ExtensionController, ApiController],
      [{ provide: APP_FILTER, useClass: CatchAllFilter }],
    );
    for (const path of ['/v2/_acme/engines/a/notes', '/api/me', '/v2/', '/v2/engines/a/tags/list']) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, 401]);
      expect(answer.headers.get('www-authenticate')).toBe('Basic realm="test"');
    }
    await application.close();
  });
});

@Controller('api')
class MistakenController {
  @Get(':name/notes')
  @RequiresRepository(':team/:name', 'pull')
  notes() {}
}

describe('a requirement that no route can meet', () => {
  it('stops the start with an error that names the handler', async () => {
    await expect(start([MistakenController])).rejects.toThrow(
      'MistakenController.notes serves GET /api/:name/notes, which has no parameter :team for a repository',
    );
  });

  it('is refused where it is declared', () => {
    expect(() => RequiresRepository('team/app', 'pull')).toThrow('the template "team/app" has no parameter');
  });
});
