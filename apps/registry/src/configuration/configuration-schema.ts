import { availableParallelism } from 'node:os';
import { accessSettings, isAddressRange } from '@lading/access';
import { connectionSettings, registrySettings } from '@lading/server';
import { z } from 'zod';
import { access, administratorOfOpenRegistry, hasOneAccess, needsNoSignIn, twoAccesses } from './access-keys.js';
import { cors, credentialsForAllOrigins, namesOriginsForCredentials } from './cors-keys.js';
import { database } from './database-keys.js';
import { directHostsWithoutProxy, egress, hasProxyForDirectHosts } from './egress-keys.js';
import { key, wholeNumber } from './key-documentation.js';
import { s3 } from './s3-keys.js';
import { settingKeys } from './setting-keys.js';

const day = 86_400;
const year = 366 * day;

const listening = {
  host: key(
    'HOST',
    z.string().min(1).default('127.0.0.1'),
    'The address to listen on; `0.0.0.0` for all IPv4 addresses.',
    {
      allowed: 'an address or a host name of this machine',
    },
  ),
  port: key('PORT', wholeNumber(0, 65_535).default(5000), 'The port to listen on; `0` selects a free port.'),
  basePath: key(
    'LADING_BASE_PATH',
    z
      .string()
      .regex(/^(?:\/[A-Za-z0-9._~-]+)*$/)
      .default(''),
    'The path in front of `/v2/`, if a proxy passes it on. Health and metrics stay at the root.',
    { allowed: 'nothing, or a path such as `/registry`, without a slash at the end' },
  ),
  publicUrl: key(
    'LADING_PUBLIC_URL',
    z
      .string()
      .regex(/^(?:auto|https?:\/\/[^/?#@\s]+(?:\/[A-Za-z0-9._~/-]*)?)$/)
      .refine((text) => text === 'auto' || URL.canParse(text))
      .optional(),
    'The URL of the registry for clients. They get tokens there, and each `Location` becomes an absolute URL, which some clients, such as Ollama, need. `auto` uses the host of the request for `Location`.',
    {
      allowed: '`auto`, or a URL such as `https://registry.example.com`, with no path but that of `LADING_BASE_PATH`',
      otherwise: 'paths',
    },
  ),
  trustedProxies: key(
    'LADING_TRUSTED_PROXIES',
    z.array(z.string().refine(isAddressRange)).default([]),
    'Proxies whose `X-Forwarded-…` fields are used. Those of all others are ignored.',
    { allowed: 'IP addresses or CIDR ranges; separated by commas' },
  ),
  tlsCertificate: key(
    'LADING_TLS_CERT',
    z.string().min(1).optional(),
    'The file with the certificate and its chain, in PEM. It is read again when it changes.',
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
    'The folder for blobs (`blobs/`), unless they are in S3, and for the embedded PostgreSQL (`postgres/`), unless there is a database URL.',
    { allowed: 'the name of a folder, which is created if it does not exist' },
  ),
};

const redirecting = {
  redirectsExcept: key(
    'LADING_REDIRECTS_EXCEPT',
    z.array(z.string().refine(isAddressRange)).default([]),
    'The addresses of clients that cannot reach S3. The registry sends them the bytes itself.',
    { allowed: 'IP addresses or CIDR ranges; separated by commas' },
  ),
};

const running = {
  role: key(
    'LADING_ROLE',
    z.enum(['serve', 'work', 'both']).default('both'),
    'What this registry does: `serve` answers requests, `work` runs background tasks and answers only health and metrics, `both` does both. If some replicas only serve, at least one must work.',
  ),
  workers: key(
    'LADING_WORKERS',
    wholeNumber(1, 256).default(() => availableParallelism()),
    'Processes that serve requests. With `1`, or with `LADING_ROLE=work`, everything except the database runs in one process.',
    { otherwise: 'one for each core' },
  ),
  rareGarbageCollection: key(
    'LADING_RARE_GARBAGE_COLLECTION',
    z.boolean().default(true),
    'Whether V8 waits for more garbage before it goes through the whole heap, which makes large pushes faster.',
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
    'How long the registry still accepts requests after it was told to stop. `/health/ready` answers 503 meanwhile, so that load balancers notice.',
    { unit: 'seconds' },
  ),
  stopTimeoutSeconds: key(
    'LADING_STOP_TIMEOUT',
    wholeNumber(0, 86_400).default(30),
    'How long running transfers may continue during a stop before they are cut off.',
    { unit: 'seconds' },
  ),
};

const watching = {
  logLevel: key(
    'LADING_LOG_LEVEL',
    z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
    'The lowest level to log. Requests are `info`, and health probes are `debug`.',
  ),
  logFormat: key(
    'LADING_LOG_FORMAT',
    z.enum(['json', 'pretty']).optional(),
    'One JSON object on each line for machines, or coloured text for people (`NO_COLOR` is respected).',
    { otherwise: '`pretty` on a terminal, otherwise `json`' },
  ),
  metrics: key('LADING_METRICS', z.boolean().default(true), 'Whether `/metrics` answers, for Prometheus.'),
  metricsPort: key(
    'LADING_METRICS_PORT',
    wholeNumber(1, 65_535).optional(),
    'A separate port for `/metrics`, on the same host and always with plain HTTP.',
    { otherwise: 'the port of the registry' },
  ),
};

/** The settings of the module. Some are on here that an embedding application switches on itself. */
const settings = settingKeys({
  ...registrySettings,
  redirects: { ...registrySettings.redirects, default: true },
  allowAnonymousMount: { ...registrySettings.allowAnonymousMount, default: true },
});

const keeping = {
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
};

/** Every key, by its name in the YAML file. */
export const configurationKeys = {
  ...listening,
  ...access,
  ...settingKeys(accessSettings),
  ...egress,
  ...cors,
  ...storage,
  ...database,
  ...s3,
  ...redirecting,
  ...running,
  ...watching,
  ...settings,
  ...settingKeys(connectionSettings),
  ...keeping,
};

/** The schema of the whole configuration, with the documentation, unit and default of each key. */
export const configurationSchema = z
  .strictObject(configurationKeys)
  .refine(({ tlsCertificate, tlsKey }) => (tlsCertificate === undefined) === (tlsKey === undefined), {
    path: ['tlsKey'],
    message: 'a file if LADING_TLS_CERT is set, and nothing otherwise',
  })
  .refine(({ publicUrl = 'auto', basePath }) => publicUrl === 'auto' || hasPath(publicUrl, ['', basePath]), {
    path: ['publicUrl'],
    message: 'a URL with no path but that of LADING_BASE_PATH',
  })
  .refine(({ port, metricsPort }) => metricsPort === undefined || metricsPort !== port, {
    path: ['metricsPort'],
    message: 'a port other than that of the registry',
  })
  .refine(hasOneAccess, twoAccesses)
  .refine(needsNoSignIn, administratorOfOpenRegistry)
  .refine(hasProxyForDirectHosts, directHostsWithoutProxy)
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

export interface Configuration extends z.output<typeof configurationSchema> {
  /** The YAML file, if there is one. */
  readonly configurationFile?: string;
}

export type ConfigurationKeyName = keyof typeof configurationKeys;
