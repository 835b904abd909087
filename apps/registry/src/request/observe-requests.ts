import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestIdOf } from './request-id.js';

/** A request that is over. */
export interface FinishedRequest {
  readonly method: string;
  /** As the client wrote it, without the query, which may hold a secret. */
  readonly path: string;
  /** The pattern of the route, or `none`: of these there are few, however many paths are asked for. */
  readonly route: string;
  /** 499 if the client left before it was answered. */
  readonly status: number;
  /** Whether the whole answer went out. */
  readonly complete: boolean;
  readonly bytesIn: number;
  readonly bytesOut: number;
  readonly seconds: number;
  readonly requestId: string;
  readonly remoteAddress: string | undefined;
  readonly userAgent: string | undefined;
}

export interface RequestObserver {
  started?(method: string): void;
  finished(request: FinishedRequest): void;
}

const longestPath = 1024;
const longestUserAgent = 256;
const idField = 'x-request-id';

/**
 * Gives every request an id, which its answer tells, and tells the observers when it begins and when it is over. It
 * listens to Node's server, since a request that is refused early passes no hook of Fastify.
 */
export function observeRequests(fastify: FastifyInstance, observers: readonly RequestObserver[]): void {
  const routed = new WeakMap<IncomingMessage, FastifyRequest>();
  fastify.addHook('onRequest', (request, reply, done) => {
    request.id = String(reply.raw.getHeader(idField));
    routed.set(request.raw, request);
    done();
  });
  fastify.server.prependListener('request', (request: IncomingMessage, response: ServerResponse) => {
    const { method = '', url = '' } = request;
    const requestId = requestIdOf(request.headers[idField]);
    const begun = performance.now();
    response.setHeader(idField, requestId);
    for (const observer of observers) observer.started?.(method);
    response.once('close', () => {
      const finished = {
        ...describeExchange(request, response, routed.get(request)),
        method,
        path: withoutQuery(url),
        requestId,
        seconds: (performance.now() - begun) / 1000,
      };
      for (const observer of observers) observer.finished(finished);
    });
  });
}

function describeExchange(request: IncomingMessage, response: ServerResponse, routed: FastifyRequest | undefined) {
  return {
    route: routed?.routeOptions.url ?? 'none',
    status: response.headersSent ? response.statusCode : 499,
    complete: response.writableFinished,
    remoteAddress: routed?.ip ?? request.socket.remoteAddress,
    userAgent: request.headers['user-agent']?.slice(0, longestUserAgent),
    ...bytesSinceLastRequest(request.socket),
  };
}

function withoutQuery(url: string): string {
  const end = url.indexOf('?');
  return url.slice(0, Math.min(end === -1 ? url.length : end, longestPath));
}

const counted = new WeakMap<Socket, { bytesIn: number; bytesOut: number }>();

/** What went through a connection for one request: headers and bodies, before TLS. */
function bytesSinceLastRequest(socket: Socket): { bytesIn: number; bytesOut: number } {
  const before = counted.get(socket);
  const now = { bytesIn: socket.bytesRead, bytesOut: socket.bytesWritten };
  counted.set(socket, now);
  return { bytesIn: now.bytesIn - (before?.bytesIn ?? 0), bytesOut: now.bytesOut - (before?.bytesOut ?? 0) };
}
