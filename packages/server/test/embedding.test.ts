import { allowEveryone } from '@lading/core';
import {
  type ArgumentsHost,
  Body,
  type CallHandler,
  type CanActivate,
  Catch,
  Controller,
  type ExecutionContext,
  ForbiddenException,
  Get,
  Inject,
  Injectable,
  Module,
  type NestInterceptor,
  NotFoundException,
  Post,
  Req,
  StreamableFile,
  VersioningType,
} from '@nestjs/common';
import { APP_FILTER, APP_GUARD, APP_INTERCEPTOR, BaseExceptionFilter, NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { map, type Observable, tap } from 'rxjs';
import { createRegistryAdapter, METADATA_STORE, RegistryModule } from '../src/index.js';
import { memoryStores } from './support/memory-stores.js';
import { errorCodeOf, pushManifest } from './support/push.js';
import { exchange } from './support/raw-exchange.js';

const routes: (string | undefined)[] = [];

@Injectable()
class NoDeletes implements CanActivate {
  canActivate(context: ExecutionContext): boolean {
    const { method } = context.switchToHttp().getRequest<FastifyRequest>();
    if (method === 'DELETE') throw new ForbiddenException('nothing is deleted in this house');
    return true;
  }
}

@Injectable()
class CountRoutes implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const { routeOptions } = context.switchToHttp().getRequest<FastifyRequest>();
    return next.handle().pipe(tap(() => routes.push(routeOptions.url)));
  }
}

/** Turns every value but a file into a plain object, as serialisers do. */
@Injectable()
class Serialise implements NestInterceptor {
  intercept(_: ExecutionContext, next: CallHandler): Observable<unknown> {
    return next.handle().pipe(map((value) => (value instanceof StreamableFile ? value : structuredClone(value))));
  }
}

@Catch()
class TeapotFilter extends BaseExceptionFilter {
  override catch(thrown: unknown, host: ArgumentsHost): void {
    if (thrown instanceof NotFoundException) super.catch(thrown, host);
    else host.switchToHttp().getResponse<FastifyReply>().status(418).send('teapot');
  }
}

@Controller('notes')
class NotesController {
  constructor(@Inject(METADATA_STORE) private readonly metadata: ReturnType<typeof memoryStores>['metadataStore']) {}

  @Post()
  add(@Body() note: { text: string }) {
    return { stored: note.text };
  }

  @Get('host')
  host(@Req() { host, originalUrl }: FastifyRequest) {
    return { host, url: originalUrl };
  }

  @Get('broken')
  broken() {
    throw new Error('broken on purpose');
  }

  @Get('tags')
  async tags() {
    return (await this.metadata.tags.list('a/b' as never, { limit: 10 })).items;
  }
}

@Module({
  imports: [RegistryModule.forRoot({ ...memoryStores(), access: allowEveryone() })],
  controllers: [NotesController],
  providers: [
    { provide: APP_GUARD, useClass: NoDeletes },
    { provide: APP_INTERCEPTOR, useClass: CountRoutes },
    { provide: APP_INTERCEPTOR, useClass: Serialise },
    { provide: APP_FILTER, useClass: TeapotFilter },
  ],
})
class AppModule {}

async function startApplication(
  prepare: (application: NestFastifyApplication) => void = () => undefined,
  options = {},
): Promise<{ application: NestFastifyApplication; url: URL }> {
  const adapter = createRegistryAdapter(options);
  const application = await NestFactory.create<NestFastifyApplication>(AppModule, adapter, { logger: false });
  prepare(application);
  await application.listen(0, '127.0.0.1');
  return { application, url: new URL(await application.getUrl()) };
}

describe('a registry in an application', () => {
  let application: NestFastifyApplication;
  let url: URL;
  beforeAll(async () => {
    ({ application, url } = await startApplication((each) => {
      each.enableCors({ origin: 'https://ui.example', exposedHeaders: ['Docker-Content-Digest'] });
    }));
  });
  afterAll(() => application.close());

  it('leaves the JSON of other controllers to Nest', async () => {
    const answer = await fetch(new URL('/notes', url), {
      method: 'POST',
      body: JSON.stringify({ text: 'hello' }),
      headers: { 'content-type': 'application/json' },
    });
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ stored: 'hello' });
  });

  it('says 100 Continue for other controllers, as Node does', async () => {
    const body = '{"text":"later"}';
    const fields = `Host: a\r\nContent-Type: application/json\r\nContent-Length: ${body.length}`;
    const request = `POST /notes HTTP/1.1\r\n${fields}\r\nExpect: 100-continue\r\nConnection: close\r\n\r\n${body}`;
    expect(await exchange(url, request)).toMatch(/^HTTP\/1\.1 100 Continue\r\n.+HTTP\/1\.1 201 .+"stored":"later"/s);
  });

  it('gives other controllers the host of a URL that is the request target', async () => {
    const head = `GET http://user:pass@other.example:81/notes/host?x=1 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`;
    expect(await exchange(url, head)).toContain('{"host":"other.example:81","url":"/notes/host?x=1"}');
  });

  it('leaves the errors of other routes to Nest', async () => {
    const answer = await fetch(new URL('/nothing', url));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ statusCode: 404, error: 'Not Found' });
  });

  it('reads a manifest of any media type as bytes', async () => {
    expect((await pushManifest(url, 'a/b', 'latest')).status).toBe(201);
    const answer = await fetch(new URL('/v2/a/b/manifests/other', url), {
      method: 'PUT',
      body: '{"__proto__": 1}',
      headers: { 'content-type': 'application/json' },
    });
    expect(await errorCodeOf(answer)).toBe('MANIFEST_INVALID');
  });

  it('leaves a filter of the application to its own controllers', async () => {
    expect((await fetch(new URL('/notes/broken', url))).status).toBe(418);
    const answer = await fetch(new URL('/v2/a/b/manifests/unknown', url));
    expect(answer.status).toBe(404);
    expect(await errorCodeOf(answer)).toMatch(/^(MANIFEST|NAME)_UNKNOWN$/);
  });

  it('shares its stores with controllers beside it', async () => {
    await pushManifest(url, 'a/b', 'latest');
    expect(await (await fetch(new URL('/notes/tags', url))).json()).toEqual(['latest']);
  });

  it('lets a guard of the application refuse, in the words of the specification', async () => {
    const answer = await fetch(new URL('/v2/a/b/manifests/latest', url), { method: 'DELETE' });
    expect(answer.status).toBe(403);
    expect(await answer.json()).toEqual({
      errors: [{ code: 'DENIED', message: 'nothing is deleted in this house' }],
    });
  });

  it('shows an interceptor routes, not names, so that the labels of metrics stay few', async () => {
    routes.length = 0;
    await fetch(new URL('/v2/some/long/name/tags/list', url));
    await pushManifest(url, 'another/name', 'v1');
    expect(new Set(routes)).toEqual(new Set(['/v2/:name/blobs/uploads', '/v2/:name/manifests/:reference']));
  });

  it('keeps the CORS fields that the application has switched on', async () => {
    const answer = await fetch(new URL('/v2/', url), { headers: { origin: 'https://ui.example' } });
    expect(answer.headers.get('access-control-allow-origin')).toBe('https://ui.example');
    expect(answer.headers.get('access-control-expose-headers')).toBe('Docker-Content-Digest');
  });

  it('answers below /v2/ with error bodies where an extension is missing', async () => {
    const answer = await fetch(new URL('/v2/_acme/thing', url));
    expect(answer.status).toBe(404);
    expect(await errorCodeOf(answer)).toBe('UNSUPPORTED');
  });
});

describe('a registry behind a global prefix and a base path', () => {
  it('is at /v2/ all the same, where clients look', async () => {
    const { application, url } = await startApplication((each) => each.setGlobalPrefix('api'));
    expect((await fetch(new URL('/v2/', url))).status).toBe(200);
    expect((await pushManifest(url, 'a/b', 'latest')).status).toBe(201);
    expect((await fetch(new URL('/api/notes/tags', url))).status).toBe(200);
    await application.close();
  });

  it('has no version where other controllers have one', async () => {
    const { application, url } = await startApplication((each) =>
      each.enableVersioning({ type: VersioningType.URI, defaultVersion: '7' }),
    );
    expect((await fetch(new URL('/v2/', url))).status).toBe(200);
    expect((await pushManifest(url, 'a/b', 'latest')).status).toBe(201);
    expect((await fetch(new URL('/v7/notes/tags', url))).status).toBe(200);
    await application.close();
  });

  it('gives locations below its base path', async () => {
    const { application, url } = await startApplication(undefined, { basePath: '/registry/' });
    expect((await fetch(new URL('/v2/', url))).status).toBe(404);
    const answer = await fetch(new URL('/registry/v2/a/b/blobs/uploads/', url), { method: 'POST' });
    expect(answer.headers.get('location')).toMatch(/^\/registry\/v2\/a\/b\/blobs\/uploads\/[0-9a-f-]{36}\?offset=0$/);
    await application.close();
  });
});
