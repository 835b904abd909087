import type { AccessControl, AuthorizationRequest } from '@lading/core';
import { All, Controller, Get, Module, Post, type Type, VersioningType } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { createRegistryAdapter, RegistryModule, RequiresCatalog, RequiresLogin } from '../src/index.js';
import { forTheKnown, knows } from './support/access.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf } from './support/push.js';

const asked: AuthorizationRequest[] = [];
const wantsPassword: AccessControl = {
  authenticators: [knows('Basic ok')],
  authorizer: {
    authorize: async (request) => {
      asked.push(request);
      return forTheKnown.authorize(request);
    },
  },
};

interface Preparation {
  readonly basePath?: string;
  readonly prepare?: (application: NestFastifyApplication) => void;
}

async function start(controller: Type<object>, { basePath = '', prepare }: Preparation = {}) {
  @Module({
    imports: [RegistryModule.forRoot({ ...memoryStores(), access: wantsPassword })],
    controllers: [controller],
  })
  class AppModule {}
  const adapter = createRegistryAdapter({ basePath });
  const application = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, {
    logger: false,
    abortOnError: false,
  });
  prepare?.(application);
  await application.listen(0, '127.0.0.1');
  return { application, url: new URL(await application.getUrl()) };
}

@Controller('v2/_acme')
class AcmeController {
  @Get('notes')
  @RequiresLogin()
  notes() {
    return ['note'];
  }

  @Get('all/:id')
  @RequiresCatalog()
  all() {
    return ['all'];
  }

  @Post('broken')
  @RequiresLogin()
  broken() {
    throw new Error('broken on purpose');
  }
}

const credentials = { headers: { authorization: 'Basic ok' } };

describe('an endpoint of an application below /v2/ that declares its requirement', () => {
  it.each([
    ['without a base path', '', undefined],
    ['below a base path', '/registry', undefined],
    ['behind a global prefix', '', (each: NestFastifyApplication) => each.setGlobalPrefix('api')],
  ])('asks for credentials %s', async (_, basePath, prepare) => {
    const { application, url } = await start(AcmeController, { basePath, ...(prepare && { prepare }) });
    for (const path of ['notes', 'all/1']) {
      const target = new URL(`${basePath}/v2/_acme/${path}`, url);
      for (const method of ['GET', 'HEAD']) {
        const refused = await fetch(target, { method });
        expect(refused.status).toBe(401);
        expect(refused.headers.get('www-authenticate')).toBe('Basic realm="test"');
      }
      expect(await errorCodeOf(await fetch(target))).toBe('UNAUTHORIZED');
      expect((await fetch(target, credentials)).status).toBe(200);
    }
    expect(asked.at(-1)?.scopes).toEqual([{ type: 'registry', name: 'catalog', actions: ['*'] }]);
    await application.close();
  });

  it.each([
    ['an encoded v2', '', '/%76%32/_acme/notes'],
    ['its path without the base path', '/registry', '/v2/_acme/notes'],
    ['the base path in the router', '/registry', '/registry/v2/registry/v2/_acme/notes'],
  ])('is not found at %s', async (_, basePath, path) => {
    const { application, url } = await start(AcmeController, { basePath });
    for (const init of [{}, credentials]) expect((await fetch(new URL(path, url), init)).status).toBe(404);
    await application.close();
  });

  it('has the error body of the specification', async () => {
    const { application, url } = await start(AcmeController);
    const answer = await fetch(new URL('/v2/_acme/broken', url), { method: 'POST', ...credentials });
    expect(answer.status).toBe(500);
    expect(await errorCodeOf(answer)).toBe('UNKNOWN');
    await application.close();
  });
});

@Controller('v2/_acme')
class ForgetfulController {
  @Get('notes')
  notes() {
    return ['note'];
  }
}

@Controller('v2/_acme')
class HalfDeclaredController {
  @Get('declared')
  @RequiresLogin()
  declared() {}

  @Get(':id')
  forgotten() {}
}

@Controller()
class WildcardController {
  @Get('v2/*')
  rest() {}
}

@Controller({ path: 'v2/_acme', version: '3' })
class EveryMethodController {
  @All('notes')
  notes() {}
}

@Controller({ path: '_acme/notes', version: '2' })
class SecondVersionController {
  @Get()
  notes() {}
}

class BaseController {
  @Get('notes')
  notes() {}
}

@Controller('v2/_acme')
class InheritingController extends BaseController {}

@Controller('registry/v2/_acme')
class BelowBasePathController {
  @Get('notes')
  notes() {}
}

@Controller(':version(^v[0-9]$)/_acme')
class RegularExpressionController {
  @Get('notes')
  notes() {}
}

const byUri = (type: VersioningType) => (each: NestFastifyApplication) => each.enableVersioning({ type } as never);

describe('an endpoint below /v2/ that declares no requirement', () => {
  it.each<[string, Type<object>, RegExp, Preparation]>([
    ['a path', ForgetfulController, /^ForgetfulController\.notes serves GET \/v2\/_acme\/notes /, {}],
    ['a parameter', HalfDeclaredController, /^HalfDeclaredController\.forgotten serves GET \/v2\/_acme\/:id /, {}],
    ['a wildcard', WildcardController, /^WildcardController\.rest serves GET \/v2\/\*/, {}],
    ['a regular expression', RegularExpressionController, /^RegularExpressionController\.notes serves GET /, {}],
    ['an inherited handler', InheritingController, /^InheritingController\.notes serves GET /, {}],
    ['a base path', BelowBasePathController, /^BelowBasePathController\.notes /, { basePath: '/registry' }],
    ['no base path', ForgetfulController, /^ForgetfulController\.notes /, { basePath: '/registry' }],
    [
      'a global prefix',
      ForgetfulController,
      /^ForgetfulController\.notes serves GET \/api\/v2\/_acme\/notes /,
      {
        prepare: (each) => each.setGlobalPrefix('api'),
      },
    ],
    [
      'every method and a version',
      EveryMethodController,
      /^EveryMethodController\.notes serves GET, HEAD, /,
      {
        prepare: byUri(VersioningType.HEADER),
      },
    ],
    [
      'the second version by URI',
      SecondVersionController,
      /^SecondVersionController\.notes serves GET \/v2\/_acme/,
      {
        prepare: byUri(VersioningType.URI),
      },
    ],
  ])('stops the start with an error that names it: %s', async (_, controller, message, preparation) => {
    await expect(start(controller, preparation)).rejects.toThrow(message);
  });

  it.each<[string, (fastify: FastifyInstance) => void]>([
    ['at once', (fastify) => void fastify.get('/v2/_acme/direct', () => 'open')],
    ['for every method', (fastify) => void fastify.all('/v2/_acme/direct', () => 'open')],
    [
      'by a plug-in',
      (fastify) =>
        void fastify.register(async (inner) => void inner.get('/direct', () => 'open'), { prefix: '/v2/_acme' }),
    ],
  ])('stops the start if it is added to Fastify %s', async (_, add) => {
    const prepare = (each: NestFastifyApplication) => add(each.getHttpAdapter().getInstance() as never);
    await expect(start(AcmeController, { prepare })).rejects.toThrow(/\/v2\/_acme\/direct is below \/v2\//);
  });
});

@Controller('v2/acme')
class WithoutUnderscoreController {
  @Get('notes')
  @RequiresLogin()
  notes() {}
}

@Controller('v2/:name/notes')
class RepositoryController {
  @Get()
  @RequiresLogin()
  notes() {}
}

@Controller('registry/v2/_acme')
class BelowBasePathDeclaredController {
  @Get('notes')
  @RequiresLogin()
  notes() {}
}

describe('an endpoint that declares a requirement and that no request can reach', () => {
  it.each<[string, Type<object>, RegExp, Preparation]>([
    [
      'without an underscore',
      WithoutUnderscoreController,
      /^WithoutUnderscoreController\.notes serves GET \/v2\/acme\//,
      {},
    ],
    ['below a repository', RepositoryController, /^RepositoryController\.notes serves GET \/v2\/:name\/notes, /, {}],
    [
      'behind a global prefix',
      WithoutUnderscoreController,
      /serves GET \/api\/v2\/acme\/notes, /,
      { basePath: '/api', prepare: (each) => each.setGlobalPrefix('api') },
    ],
    ['below a base path', BelowBasePathDeclaredController, /^BelowBasePathDeclared/, { basePath: '/registry' }],
  ])('stops the start with an error that names it: %s', async (_, controller, message, preparation) => {
    await expect(start(controller, preparation)).rejects.toThrow(message);
    await expect(start(controller, preparation)).rejects.toThrow(/ begins with (\/api)?\/v2\/_$/);
  });
});

@Controller()
class CatchAllController {
  @Get('*')
  everything() {
    return 'page';
  }

  @Get(':tenant/_acme/:thing')
  tenant() {
    return 'tenant';
  }
}

describe('a route for every path', () => {
  it('serves only paths that are not below /v2/', async () => {
    const prepare = (each: NestFastifyApplication) => {
      (each.getHttpAdapter().getInstance() as FastifyInstance).post('/*', () => 'posted');
    };
    const { application, url } = await start(CatchAllController, { prepare });
    expect(await (await fetch(new URL('/some/page', url))).text()).toBe('page');
    expect(await (await fetch(new URL('/a/_acme/b', url))).text()).toBe('tenant');
    expect(await (await fetch(new URL('/form', url), { method: 'POST' })).text()).toBe('posted');
    for (const path of ['/v2/_acme/b', '/v2/_other', '/v2/x'])
      for (const method of ['GET', 'HEAD', 'POST'])
        expect((await fetch(new URL(path, url), { method, ...credentials })).status).toBe(404);
    await application.close();
  });
});
