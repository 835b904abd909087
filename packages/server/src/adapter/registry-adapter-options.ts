import type { ServerOptions as HttpOptions } from 'node:http';
import type { ServerOptions as HttpsOptions } from 'node:https';
import { checkOptions, type OptionRules } from '@lading/core';
import type { FastifyServerOptions } from 'fastify';
import type { ConnectionLimits } from '../transport/connection-limits.js';
import { answerClientError } from './client-error.js';

export interface RegistryAdapterOptions {
  /** The path before `/v2/`, such as `/registry`, if a proxy passes one on. */
  readonly basePath?: string;
  /**
   * Makes each `Location` a whole URL, for clients that cannot resolve a path: the public URL of the registry, or `auto` to
   * take the `Host` of the request or, from a trusted proxy, `X-Forwarded-Host` and `X-Forwarded-Proto`. Paths if absent.
   */
  readonly publicUrl?: string;
  /** Which proxies may say who the client is; as Fastify's option of this name. */
  readonly trustProxy?: FastifyServerOptions['trustProxy'];
  /** Keys and certificates, to serve TLS. */
  readonly https?: HttpsOptions;
  /** As Fastify's option of this name; nothing is logged by Fastify without it. */
  readonly logger?: FastifyServerOptions['logger'];
  /** As Fastify's options of these names. */
  readonly genReqId?: FastifyServerOptions['genReqId'];
  readonly requestIdHeader?: FastifyServerOptions['requestIdHeader'];
  /**
   * Seconds without a byte in either direction after which a connection is closed; 300, because a client that copies from a
   * slow registry may send nothing for long (https://github.com/containers/image/issues/1083).
   */
  readonly idleSeconds?: number;
  /** Seconds that a connection may wait for its next request; 120, because clients and proxies keep theirs for 90. */
  readonly keepAliveSeconds?: number;
  /** Seconds that the head of a request may take to arrive; 20. */
  readonly headersSeconds?: number;
  /** Connections that this process accepts at once; 10,000. Further ones get 503. */
  readonly maximumConnections?: number;
  /** Connections from one IPv4 address or one /64 of IPv6; 1,000. Further ones get 503. */
  readonly maximumConnectionsPerAddress?: number;
  /** Whether an address is that of a proxy, to which the limit per address does not apply; none is. */
  readonly isProxy?: (address: string) => boolean;
  /** Whether large bodies are read in pieces of up to 1 MiB, which uses undocumented parts of Node; true. */
  readonly largeReads?: boolean;
}

const rules = {
  basePath: 'string?',
  publicUrl: 'string?',
  trustProxy: 'value?',
  https: 'object?',
  logger: 'value?',
  genReqId: 'value?',
  requestIdHeader: 'value?',
  idleSeconds: 'positive number?',
  keepAliveSeconds: 'positive number?',
  headersSeconds: 'positive number?',
  maximumConnections: 'positive whole number?',
  maximumConnectionsPerAddress: 'positive whole number?',
  isProxy: 'function?',
  largeReads: 'boolean?',
} as const satisfies OptionRules<RegistryAdapterOptions>;

/** Enough for 1024 ranges in one `Range` field, and for tokens with many scopes. */
const maxHeaderSize = 64 * 1024;
const connectionsCheckingInterval = 5_000;

type ServerOptions = FastifyServerOptions & { http?: HttpOptions; https?: HttpsOptions };

/**
 * The options of Fastify and Node that a registry needs. Their defaults are made for short JSON requests.
 * @throws TypeError that names an unknown or wrong option
 */
export function serverOptions(options: RegistryAdapterOptions): ServerOptions {
  checkOptions('createRegistryAdapter', options, rules);
  const { https, idleSeconds = 300, keepAliveSeconds = 120, headersSeconds = 20 } = options;
  const headersTimeout = headersSeconds * 1000;
  // `refuseAmbiguousRequest` refuses a missing `Host`, with an error body.
  const http = { maxHeaderSize, headersTimeout, connectionsCheckingInterval, requireHostHeader: false };
  return {
    ...(https === undefined ? { http } : { https: { ...http, ...https } }),
    // An upload may take hours; `connectionTimeout` cuts it only when nothing moves.
    requestTimeout: 0,
    connectionTimeout: idleSeconds * 1000,
    keepAliveTimeout: keepAliveSeconds * 1000,
    // A HEAD runs the handler of its GET, unless there is one of its own; the answer is written without its body.
    exposeHeadRoutes: true,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    clientErrorHandler: answerClientError,
    // Names and references are checked by us, with an answer that says what is wrong.
    routerOptions: { maxParamLength: maxHeaderSize },
    ...passedOn(options),
  };
}

/** The limits on connections, with their defaults. */
export function connectionLimits(options: RegistryAdapterOptions): ConnectionLimits {
  const { maximumConnections = 10_000, maximumConnectionsPerAddress = 1_000, isProxy = () => false } = options;
  return { total: maximumConnections, perAddress: maximumConnectionsPerAddress, isExempt: isProxy };
}

function passedOn({ trustProxy, logger, genReqId, requestIdHeader }: RegistryAdapterOptions): FastifyServerOptions {
  return {
    ...(trustProxy === undefined ? {} : { trustProxy }),
    ...(logger === undefined ? {} : { logger }),
    ...(genReqId === undefined ? {} : { genReqId }),
    ...(requestIdHeader === undefined ? {} : { requestIdHeader }),
  };
}
