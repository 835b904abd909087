import type { IncomingMessage } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { GuardedRoutes } from '../access/guarded-routes.js';
import { errorResponse, registryErrorOf } from '../http/error-response.js';
import { holdContinue, sendContinue } from '../http/expect-continue.js';
import { OciResponse } from '../http/oci-response.js';
import { type PublicOrigin, parsePublicUrl } from '../http/public-origin.js';
import { methodsOfRegistry, openRegistryRequest, registryRequestOf } from '../http/registry-request.js';
import { queryOf } from '../http/registry-url.js';
import { isForWholeServer } from '../http/request-target.js';
import { writeResponse } from '../http/write-response.js';
import { limitConnections } from '../transport/connection-limits.js';
import { offerLargeReads } from '../transport/large-reads.js';
import { takeTurns } from '../transport/request-turns.js';
import { parseBasePath } from './base-path.js';
import { unlessClientLeft } from './client-left.js';
import { parseRawBody, rawBodyType, setTypeAside } from './raw-body.js';
import { refuseTunnels } from './refuse-tunnels.js';
import { connectionLimits, type RegistryAdapterOptions, serverOptions } from './registry-adapter-options.js';
import { UnusedConnections } from './unused-connections.js';

/** Leads nowhere: what is refused need not be a path that a router can read. */
const unroutable = '/v2/-';

/**
 * The HTTP side of a registry: Nest's Fastify adapter, set up for what registry clients do. It routes names with slashes,
 * keeps bodies below `/v2/` as raw streams, writes `OciResponse` values, and leaves every other route as Nest has it.
 */
export class RegistryAdapter extends FastifyAdapter {
  /** The path before `/v2/`, without a trailing slash; usually empty. */
  readonly basePath: string;
  private readonly publicOrigin: PublicOrigin | undefined;
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
    if (options.largeReads !== false) offerLargeReads(instance.server);
    takeTurns(instance.server);
    limitConnections(instance.server, connectionLimits(options));
    holdContinue(instance.server);
    refuseTunnels(instance.server);
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

  override setErrorHandler(handler: Parameters<FastifyInstance['setErrorHandler']>[0]) {
    return super.setErrorHandler(unlessClientLeft(handler));
  }

  override reply(reply: FastifyReply, body: unknown, status?: number): FastifyReply {
    if (body instanceof OciResponse) {
      writeResponse(reply, body);
      return reply;
    }
    if (status !== undefined && status >= 400 && isRegistryReply(reply)) {
      writeResponse(reply, errorResponse(registryErrorOf(status, messageOf(body))));
      return reply;
    }
    return super.reply(reply, body, status) as FastifyReply;
  }

  /** The path that routes see. It cannot refuse a request: `admit` does, before any route. */
  private rewriteUrl(raw: IncomingMessage): string {
    const request = openRegistryRequest(raw, this.basePath);
    const { url = '/' } = raw;
    if (request === undefined) return url;
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
    if (ours?.target?.resource === 'extension' && !this.isGuarded(request.routeOptions.url)) {
      writeResponse(reply, errorResponse(registryErrorOf(404, 'no such endpoint')));
      return;
    }
    if (ours === undefined) sendContinue(request.raw, reply.raw);
    else keepWhileWeWork(request, reply);
    done();
  }

  /** Whether an extension's request may reach a route. A route for every path, such as `*`, declares no requirement. */
  private isGuarded(route: string | undefined): boolean {
    return route === undefined || this.mounted?.guardedRoutes.isBelowApi(route) === true;
  }

  private checkRoute(route: RouteOptions): void {
    if (this.mounted === undefined) this.unchecked.push(route);
    else this.mounted.guardedRoutes.refuse(route);
  }
}

/** The connection's idle time counts what the client keeps us waiting for, not what it waits for. */
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
