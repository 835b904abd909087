import { randomUUID } from 'node:crypto';
import type { ServerOptions as HttpOptions } from 'node:http';
import type { ServerOptions as HttpsOptions } from 'node:https';
import { checkOptions, type OptionRules, resolveSettings, type SettingsInput, settingRules } from '@lading/core';
import type { FastifyServerOptions } from 'fastify';
import { connectionSettings } from '../settings/connection-settings.js';
import type { ConnectionLimits } from '../transport/connection-limits.js';
import { answerClientError } from '../transport/refusal/client-error.js';

/** `connectionSettings`, and how the server listens. */
export interface RegistryAdapterOptions extends SettingsInput<typeof connectionSettings> {
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
  /** As Fastify's option of this name; random UUIDs if absent, because the log of changes outlives the process. */
  readonly genReqId?: FastifyServerOptions['genReqId'];
  /** As Fastify's option of this name. */
  readonly requestIdHeader?: FastifyServerOptions['requestIdHeader'];
  /** Whether an address is that of a proxy, to which the limit per address does not apply; none is. */
  readonly isProxy?: (address: string) => boolean;
}

const rules = {
  basePath: 'string?',
  publicUrl: 'string?',
  trustProxy: 'value?',
  https: 'object?',
  logger: 'value?',
  genReqId: 'value?',
  requestIdHeader: 'value?',
  isProxy: 'function?',
  ...settingRules(connectionSettings),
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
  const { https } = options;
  const settings = resolveSettings('createRegistryAdapter', connectionSettings, options);
  const headersTimeout = settings.headersTimeoutSeconds * 1000;
  // `refuseAmbiguousRequest` refuses a missing `Host`, with an error body.
  const http = { maxHeaderSize, headersTimeout, connectionsCheckingInterval, requireHostHeader: false };
  return {
    ...(https === undefined ? { http } : { https: { ...http, ...https } }),
    // An upload may take hours; `connectionTimeout` cuts it only when nothing moves.
    requestTimeout: 0,
    connectionTimeout: settings.idleTimeoutSeconds * 1000,
    keepAliveTimeout: settings.keepAliveTimeoutSeconds * 1000,
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
  const { maximumConnections, maximumConnectionsPerAddress } = resolveSettings(
    'createRegistryAdapter',
    connectionSettings,
    options,
  );
  const isExempt = options.isProxy ?? (() => false);
  return { total: maximumConnections, perAddress: maximumConnectionsPerAddress, isExempt };
}

function passedOn({
  trustProxy,
  logger,
  genReqId = () => randomUUID(),
  requestIdHeader,
}: RegistryAdapterOptions): FastifyServerOptions {
  return {
    ...(trustProxy === undefined ? {} : { trustProxy }),
    ...(logger === undefined ? {} : { logger }),
    genReqId,
    ...(requestIdHeader === undefined ? {} : { requestIdHeader }),
  };
}
