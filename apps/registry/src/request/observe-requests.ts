import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { requestIdOf } from './request-id.js';

/** A request that is over. */
export interface FinishedRequest {
  readonly method: string;
  /** As the client wrote it, without the query and without the authority of a whole URL: both may hold a secret. */
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

/** What is kept of a request while it runs; on the request itself, since a map of all that run is dear to collect. */
const observation = Symbol('observation');

interface Observation {
  readonly requestId: string;
  readonly begun: number;
  routed?: FastifyRequest;
}

type Observed = IncomingMessage & { [observation]?: Observation };

/**
 * Gives every request an id, which its answer tells, and tells the observers when it begins and when it is over. It
 * listens to Node's server, since a request that is refused early passes no hook of Fastify.
 */
export function observeRequests(fastify: FastifyInstance, observers: readonly RequestObserver[]): void {
  fastify.addHook('onRequest', (request, _reply, done) => {
    const observed = (request.raw as Observed)[observation];
    if (observed !== undefined) {
      request.id = observed.requestId;
      observed.routed = request;
    }
    done();
  });
  fastify.server.prependListener('request', (request: Observed, response: ServerResponse) => {
    const observed: Observation = { requestId: requestIdOf(request.headers[idField]), begun: performance.now() };
    request[observation] = observed;
    response.setHeader(idField, observed.requestId);
    for (const observer of observers) observer.started?.(request.method ?? '');
    const { url = '' } = request;
    response.once('close', () => {
      const finished = describeExchange(request, response, url, observed);
      for (const observer of observers) observer.finished(finished);
    });
  });
}

function describeExchange(
  request: IncomingMessage,
  response: ServerResponse,
  url: string,
  { requestId, begun, routed }: Observation,
): FinishedRequest {
  const { bytesIn, bytesOut } = bytesSinceLastRequest(request.socket);
  return {
    method: request.method ?? '',
    path: pathOf(url),
    route: routed?.routeOptions.url ?? 'none',
    status: response.headersSent ? response.statusCode : 499,
    complete: response.writableFinished,
    bytesIn,
    bytesOut,
    seconds: (performance.now() - begun) / 1000,
    requestId,
    remoteAddress: routed?.ip ?? request.socket.remoteAddress,
    userAgent: request.headers['user-agent']?.slice(0, longestUserAgent),
  };
}

/** The path of a request target: a query may hold a secret, and so may a whole URL, before its host. */
function pathOf(target: string): string {
  const path = target.startsWith('/') ? target : target.replace(/^[a-z]+:\/\/[^/?#]*/i, '');
  const end = path.indexOf('?');
  return path.slice(0, Math.min(end === -1 ? path.length : end, longestPath));
}

const counted = Symbol('counted');

type CountedSocket = Socket & { [counted]?: { bytesRead: number; bytesWritten: number } };

/** What went through a connection for one request: headers and bodies, before TLS. */
function bytesSinceLastRequest(socket: CountedSocket): { bytesIn: number; bytesOut: number } {
  const { bytesRead, bytesWritten } = socket;
  const before = socket[counted];
  socket[counted] = { bytesRead, bytesWritten };
  return { bytesIn: bytesRead - (before?.bytesRead ?? 0), bytesOut: bytesWritten - (before?.bytesWritten ?? 0) };
}
