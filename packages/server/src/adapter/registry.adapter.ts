import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { GuardedRoutes } from '../access/guarded-routes.js';
import { holdContinue, sendContinue } from '../http/body/expect-continue.js';
import { decodableUrl } from '../http/request/decodable-url.js';
import { type PublicOrigin, parsePublicUrl } from '../http/request/public-origin.js';
import {
  methodsOfRegistry,
  openRegistryRequest,
  type RegistryRequest,
  registryRequestOf,
} from '../http/request/registry-request.js';
import { queryOf } from '../http/request/registry-url.js';
import { isForWholeServer } from '../http/request/request-target.js';
import { errorResponse, registryErrorOf } from '../http/response/error-response.js';
import { OciResponse } from '../http/response/oci-response.js';
import { writeResponse } from '../http/response/write-response.js';
import { installTransport } from '../transport/install-transport.js';
import { refuseTunnels } from '../transport/refusal/refuse-tunnels.js';
import { UnusedConnections } from '../transport/unused-connections.js';
import { parseBasePath } from './base-path.js';
import { unlessClientLeft } from './client-left.js';
import { parseRawBody, rawBodyType, setTypeAside } from './raw-body.js';
import { connectionLimits, type RegistryAdapterOptions, serverOptions } from './registry-adapter-options.js';

/** The route of a refused request, whose path may be one that a router cannot read. */
const unroutable = '/v2/-';

/**
 * The HTTP side of a registry: Nest's Fastify adapter, set up for what registry clients do. It routes names with slashes,
 * keeps bodies below `/v2/` as raw streams, writes `OciResponse` values, and leaves every other route as Nest has it.
 */
export class RegistryAdapter extends FastifyAdapter {
  /** The path before `/v2/`, without a trailing slash; usually empty. */
  readonly basePath: string;
  private readonly publicOrigin: PublicOrigin | undefined;
  /** Whether `<basePath>/token` is a path of the API. */
  hasTokenPath = false;
  private mounted: { readonly routePrefix: string; readonly guardedRoutes: GuardedRoutes } | undefined;
  /** Routes that were added before the registry was mounted. */
  private readonly unchecked: RouteOptions[] = [];

  constructor(options: RegistryAdapterOptions = {}) {
    const server = serverOptions(options);
    const basePath = parseBasePath(options.basePath ?? '');
    const publicOrigin = parsePublicUrl(options.publicUrl, basePath);
    super({ ...server, rewriteUrl: (request: unknown) => this.rewriteUrl(request as IncomingMessage) });
    this.basePath = basePath;
    this.publicOrigin = publicOrigin;
    const instance = this.getInstance<FastifyInstance>();
    installTransport(instance.server, connectionLimits(options));
    holdContinue(instance.server);
    refuseTunnels(instance.server, methodsOfRegistry);
    const unused = new UnusedConnections(instance.server);
    instance.addHook('preClose', (done) => {
      unused.close();
      done();
    });
    instance.addHook('onRoute', (route) => this.checkRoute(route));
    instance.addHook('onRequest', (request, reply, done) => this.admit(request, reply, done));
    instance.addContentTypeParser(rawBodyType, parseRawBody);
  }

  /**
   * For `RegistryModule`: sets the prefix of the routes of the registry's controllers, and checks all routes.
   * @throws Error if a route below `/v2/` is not guarded. Adding such a route later throws the same error
   */
  mount(routePrefix: string, guardedRoutes: GuardedRoutes): void {
    this.mounted = { routePrefix, guardedRoutes };
    for (const route of this.unchecked.splice(0)) guardedRoutes.refuse(route);
  }

  /** For `TokenServiceModule`: `<basePath>/token` is a path of the API from now on. */
  serveTokenPath(): void {
    this.hasTokenPath = true;
  }

  override setErrorHandler(handler: Parameters<FastifyInstance['setErrorHandler']>[0]) {
    return super.setErrorHandler(unlessClientLeft(handler));
  }

  override reply(reply: FastifyReply, body: unknown, status?: number): FastifyReply {
    if (body instanceof OciResponse) {
      writeResponse(reply, body);
      return reply;
    }
    if (status !== undefined && status >= 400 && isRegistryReply(reply)) {
      const message = this.mounted === undefined ? 'no registry is served here' : messageOf(body);
      writeResponse(reply, errorResponse(registryErrorOf(status, message)));
      return reply;
    }
    return super.reply(reply, body, status) as FastifyReply;
  }

  /** The path that routes see. It cannot refuse a request: `admit` does, before any route. */
  private rewriteUrl(raw: IncomingMessage): string {
    const request = openRegistryRequest(raw, this);
    const { url = '/' } = raw;
    if (request === undefined) return decodableUrl(url);
    if (request.target === undefined || request.fault !== undefined || this.mounted === undefined) return unroutable;
    if (request.target.resource !== 'extension') setTypeAside(raw);
    return `${this.mounted.routePrefix}${request.target.path}${queryOf(url, request.target.resource)}`;
  }

  private admit(request: FastifyRequest, reply: FastifyReply, done: () => void): void {
    const ours = registryRequestOf(request.raw);
    if (ours !== undefined) ours.publicOrigin = this.publicOrigin;
    if (ours?.fault !== undefined) {
      writeResponse(reply, errorResponse(ours.fault));
      return;
    }
    if (isForWholeServer(request.raw)) {
      writeResponse(reply, new OciResponse(204, { Allow: methodsOfRegistry }));
      return;
    }
    if (!this.isRouteFor(ours, request.routeOptions.url)) {
      writeResponse(reply, errorResponse(registryErrorOf(404, 'no such endpoint')));
      return;
    }
    if (ours === undefined) sendContinue(request.raw, reply.raw);
    else keepWhileWeWork(request, reply);
    done();
  }

  /**
   * Requests below `/v2/` reach only routes below it, because a route for every path, such as `*`, declares no requirement.
   * Other requests reach only other routes: the router would decode `/%76%32/`.
   */
  private isRouteFor(request: RegistryRequest | undefined, route: string | undefined): boolean {
    if (route === undefined || this.mounted === undefined) return true;
    const isBelowApi = this.mounted.guardedRoutes.isBelowApi(route);
    return request === undefined ? !isBelowApi : request.target?.resource !== 'extension' || isBelowApi;
  }

  private checkRoute(route: RouteOptions): void {
    if (this.mounted === undefined) this.unchecked.push(route);
    else this.mounted.guardedRoutes.refuse(route);
  }
}

/** The idle time of a connection counts while the server waits for the client, not while the client waits. */
function keepWhileWeWork(request: FastifyRequest, reply: FastifyReply): void {
  reply.raw.on('timeout', (socket) => {
    if (!request.raw.complete || reply.raw.headersSent) socket.destroy();
  });
}

function isRegistryReply(reply: FastifyReply): boolean {
  return reply.request?.raw !== undefined && registryRequestOf(reply.request.raw) !== undefined;
}

function messageOf(body: unknown): string {
  const message = typeof body === 'object' && body !== null && 'message' in body ? body.message : body;
  return typeof message === 'string' ? message : 'the request was refused';
}

/** Makes the adapter to give to `NestFactory.create`. */
export function createRegistryAdapter(options: RegistryAdapterOptions = {}): RegistryAdapter {
  return new RegistryAdapter(options);
}
