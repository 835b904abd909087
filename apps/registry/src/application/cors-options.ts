import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { Configuration } from '../configuration/configuration-schema.js';

type CorsOptions = NonNullable<Parameters<NestFastifyApplication['enableCors']>[0]>;

/** Response header fields that web interfaces read, in addition to those that browsers always expose. */
const exposedHeaders = [
  'Accept-Ranges',
  'Content-Range',
  'Docker-Content-Digest',
  'Docker-Upload-UUID',
  'ETag',
  'Link',
  'Location',
  'OCI-Chunk-Min-Length',
  'OCI-Filters-Applied',
  'OCI-Subject',
  'OCI-Tag',
  'Range',
  'Retry-After',
  'WWW-Authenticate',
  'Warning',
  'X-Request-Id',
];

/**
 * CORS options, chosen for each request. A request without `Origin` does not need these fields, and an `OPTIONS` request that
 * is not a preflight is refused like any other method.
 */
export function corsOptions(configuration: Configuration): CorsOptions {
  const { corsOrigins, corsMethods, corsHeaders, corsCredentials, corsMaxAgeSeconds } = configuration;
  const allowed = {
    origin: corsOrigins.includes('*') ? '*' : corsOrigins,
    methods: corsMethods,
    allowedHeaders: corsHeaders,
    credentials: corsCredentials,
    maxAge: corsMaxAgeSeconds,
    exposedHeaders,
  };
  const delegator: CorsOptions['delegator'] = ({ method, headers }, choose) => {
    const isPlainOptions = method === 'OPTIONS' && headers['access-control-request-method'] === undefined;
    choose(null, headers.origin === undefined || isPlainOptions ? { origin: false } : allowed);
  };
  return { delegator };
}
