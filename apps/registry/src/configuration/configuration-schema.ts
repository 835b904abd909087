import { availableParallelism } from 'node:os';
import { z } from 'zod';
import { isAddressRange } from './address-range.js';
import { connections } from './connection-keys.js';
import { cors, credentialsForAllOrigins, namesOriginsForCredentials } from './cors-keys.js';
import { database } from './database-keys.js';
import { key, wholeNumber } from './key-documentation.js';
import { s3 } from './s3-keys.js';
import { uploads } from './upload-keys.js';

const day = 86_400;
const mebibyte = 1024 * 1024;
const year = 366 * day;

const listening = {
  host: key('HOST', z.string().min(1).default('127.0.0.1'), 'The address to listen on; `0.0.0.0` for every IPv4 one.', {
    allowed: 'an address or a host name of this machine',
  }),
  port: key('PORT', wholeNumber(0, 65_535).default(5000), 'The port to listen on; `0` takes a free one.'),
  basePath: key(
    'LADING_BASE_PATH',
    z
      .string()
      .regex(/^(?:\/[A-Za-z0-9._~-]+)*$/)
      .default(''),
    'The path in front of `/v2/`, for a proxy that passes it on. Health and metrics stay at the root.',
    { allowed: 'nothing, or a path such as `/registry`, without a slash at its end' },
  ),
  publicUrl: key(
    'LADING_PUBLIC_URL',
    z
      .string()
      .regex(/^(?:auto|https?:\/\/[^/?#@\s]+(?:\/[A-Za-z0-9._~/-]*)?)$/)
      .refine((text) => text === 'auto' || URL.canParse(text))
      .optional(),
    'Makes each `Location` a whole URL, which some clients need, such as Ollama: the URL by which clients know the registry, or `auto` for the host that they ask for.',
    {
      allowed: '`auto`, or a URL such as `https://registry.example.com`, with no path but that of `LADING_BASE_PATH`',
      otherwise: 'paths',
    },
  ),
  trustedProxies: key(
    'LADING_TRUSTED_PROXIES',
    z.array(z.string().refine(isAddressRange)).default([]),
    "Proxies whose `X-Forwarded-…` fields are believed. Nobody else's are.",
    { allowed: 'IP addresses or CIDR ranges; several with commas between' },
  ),
  tlsCertificate: key(
    'LADING_TLS_CERT',
    z.string().min(1).optional(),
    'The file with the certificate and its chain, in PEM. Read again when it changes.',
    { allowed: 'the name of a file', otherwise: 'plain HTTP' },
  ),
  tlsKey: key('LADING_TLS_KEY', z.string().min(1).optional(), "The file with the certificate's private key, in PEM.", {
    allowed: 'the name of a file',
    otherwise: 'plain HTTP',
  }),
};

const storage = {
  storage: key(
    'LADING_STORAGE',
    z.enum(['filesystem', 's3']).default('filesystem'),
    'Where blobs are stored: in the data folder, or in S3 or a compatible store.',
  ),
  dataDirectory: key(
    'LADING_DATA_DIR',
    z.string().min(1).default('./data'),
    'Where blobs are kept (`blobs/`), unless they are in S3, and, without a database URL, the database (`postgres/`).',
    { allowed: 'the name of a folder, which is made if it is missing' },
  ),
};

const redirecting = {
  redirects: key(
    'LADING_REDIRECTS',
    z.boolean().default(true),
    'Whether pulls of blobs go straight to S3. A request with `Lading-Redirect: never` is answered by the registry.',
  ),
  redirectsExcept: key(
    'LADING_REDIRECTS_EXCEPT',
    z.array(z.string().refine(isAddressRange)).default([]),
    "Clients that can't reach S3, by their address: the registry gives them the bytes itself.",
    { allowed: 'IP addresses or CIDR ranges; several with commas between' },
  ),
  redirectSeconds: key(
    'LADING_REDIRECT_SECONDS',
    wholeNumber(60, 7 * day).default(1200),
    'How long the URL of a redirect works, unless the credentials that signed it end before.',
    { unit: 'seconds' },
  ),
};

const running = {
  workers: key(
    'LADING_WORKERS',
    wholeNumber(1, 256).default(() => availableParallelism()),
    'Processes that serve requests. With `1`, everything but the database runs in one process.',
    { otherwise: 'one for each core' },
  ),
  startTimeoutSeconds: key(
    'LADING_START_TIMEOUT',
    wholeNumber(1, 3600).default(60),
    'How long a start waits for the database and the workers before it gives up.',
    { unit: 'seconds' },
  ),
  stopDelaySeconds: key(
    'LADING_STOP_DELAY',
    wholeNumber(0, 3600).default(0),
    'How long a stop goes on accepting requests while `/health/ready` already answers 503, for load balancers to notice.',
    { unit: 'seconds' },
  ),
  stopTimeoutSeconds: key(
    'LADING_STOP_TIMEOUT',
    wholeNumber(0, 86_400).default(30),
    'How long a stop lets running transfers go on before it cuts them.',
    { unit: 'seconds' },
  ),
};

const watching = {
  logLevel: key(
    'LADING_LOG_LEVEL',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    'The least important lines to log. Requests are `info`, health probes `debug`.',
  ),
  logFormat: key(
    'LADING_LOG_FORMAT',
    z.enum(['json', 'pretty']).optional(),
    'One JSON object a line for machines, or coloured text for a person (`NO_COLOR` is respected).',
    { otherwise: '`pretty` on a terminal, else `json`' },
  ),
  metrics: key('LADING_METRICS', z.boolean().default(true), 'Whether `/metrics` answers, for Prometheus.'),
  metricsPort: key(
    'LADING_METRICS_PORT',
    wholeNumber(1, 65_535).optional(),
    'A port of its own for `/metrics`, on the same host, always by plain HTTP.',
    { otherwise: 'the port of the registry' },
  ),
};

const allowing = {
  allowDelete: key(
    'LADING_ALLOW_DELETE',
    z.boolean().default(true),
    'Whether tags, manifests and blobs can be deleted; if not, the answer is 405.',
  ),
  allowCatalog: key(
    'LADING_ALLOW_CATALOG',
    z.boolean().default(true),
    'Whether `/v2/_catalog` lists the repositories.',
  ),
  allowAnonymousMount: key(
    'LADING_ALLOW_ANONYMOUS_MOUNT',
    z.boolean().default(true),
    'Whether a mount without `from` may find the blob in any repository.',
  ),
  allowSparse: key(
    'LADING_ALLOW_SPARSE',
    z.boolean().default(false),
    'Whether a manifest may name blobs, and an index manifests, that its repository does not have.',
  ),
};

const limits = {
  maximumManifestBytes: key(
    'LADING_MAX_MANIFEST_BYTES',
    wholeNumber(1024, 64 * mebibyte).default(4 * mebibyte),
    'The largest manifest that can be pushed. Many clients read no more than 4 MiB.',
    { unit: 'bytes' },
  ),
  maximumBlobBytes: key(
    'LADING_MAX_BLOB_BYTES',
    wholeNumber(1024, Number.MAX_SAFE_INTEGER).optional(),
    'The largest blob that can be pushed.',
    { unit: 'bytes', otherwise: 'what the storage holds' },
  ),
  maximumTagsPerPut: key(
    'LADING_MAX_TAGS_PER_PUT',
    wholeNumber(10, 1000).default(100),
    'Tags that one push of a manifest may ask for (`?tag=`). It sets the first ones that its answer names in 2 KiB.',
  ),
  maximumPageSize: key(
    'LADING_MAX_PAGE_SIZE',
    wholeNumber(1, 100_000).default(1000),
    'The most entries of a list in one response.',
  ),
  contentCacheBytes: key(
    'LADING_CONTENT_CACHE_BYTES',
    wholeNumber(0, 64 * 1024 * mebibyte).default(64 * mebibyte),
    'Memory of each worker for manifests and small blobs that are read often; `0` for none.',
    { unit: 'bytes' },
  ),
};

const keeping = {
  uploadExpirySeconds: key(
    'LADING_UPLOAD_EXPIRY',
    wholeNumber(60, year).default(day),
    'How long an unfinished upload is kept after the last byte that it got.',
    { unit: 'seconds' },
  ),
  trashDelaySeconds: key(
    'LADING_TRASH_DELAY',
    wholeNumber(0, year).default(day),
    'How long the bytes of deleted blobs are kept: no less than your backups of the database are apart.',
    { unit: 'seconds' },
  ),
  leaseSeconds: key(
    'LADING_LEASE_SECONDS',
    wholeNumber(60, year).default(day),
    'How long a blob that no manifest references yet is kept after a push, a mount or a check.',
    { unit: 'seconds' },
  ),
  maintenanceIntervalSeconds: key(
    'LADING_MAINTENANCE_INTERVAL',
    wholeNumber(1, day).default(60),
    'How often each worker looks for what expired or was deleted, and frees it.',
    { unit: 'seconds' },
  ),
};

/** Every key, by its name in the YAML file. */
export const configurationKeys = {
  ...listening,
  ...cors,
  ...storage,
  ...database,
  ...s3,
  ...redirecting,
  ...running,
  ...watching,
  ...allowing,
  ...limits,
  ...connections,
  ...uploads,
  ...keeping,
};

/** The schema of the whole configuration, with the documentation, unit and default of each key. */
export const configurationSchema = z
  .strictObject(configurationKeys)
  .refine(({ tlsCertificate, tlsKey }) => (tlsCertificate === undefined) === (tlsKey === undefined), {
    path: ['tlsKey'],
    message: 'a file, together with the certificate, or neither of the two',
  })
  .refine(({ publicUrl = 'auto', basePath }) => publicUrl === 'auto' || hasPath(publicUrl, ['', basePath]), {
    path: ['publicUrl'],
    message: 'a URL with no path but that of LADING_BASE_PATH',
  })
  .refine(({ port, metricsPort }) => metricsPort === undefined || metricsPort !== port, {
    path: ['metricsPort'],
    message: 'a port other than that of the registry',
  })
  .refine(namesOriginsForCredentials, credentialsForAllOrigins)
  .refine(({ storage: kind, s3Bucket }) => kind !== 's3' || s3Bucket !== undefined, {
    path: ['s3Bucket'],
    message: 'the name of a bucket, which LADING_STORAGE=s3 needs',
  })
  .refine(({ storage: kind, s3Bucket }) => kind === 's3' || s3Bucket === undefined, {
    path: ['storage'],
    message: 's3, since LADING_S3_BUCKET is set',
  })
  .refine(({ s3KmsKey, s3Encryption }) => s3KmsKey === undefined || s3Encryption?.startsWith('aws:kms') === true, {
    path: ['s3KmsKey'],
    message: 'a key together with LADING_S3_ENCRYPTION=aws:kms or aws:kms:dsse only',
  });

function hasPath(url: string, allowed: readonly string[]): boolean {
  return URL.canParse(url) && allowed.includes(new URL(url).pathname.replace(/\/$/, ''));
}

export type Configuration = z.output<typeof configurationSchema>;
export type ConfigurationKeyName = keyof typeof configurationKeys;
