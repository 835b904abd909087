import { checkOptions, type OptionRules } from '@lading/core';

/** Credentials that do not come from the environment. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** The server-side encryption; the default of the bucket if absent. */
export interface S3Encryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** The KMS key; the default key of the bucket if absent. */
  readonly keyId?: string;
}

export interface S3BlobStoreOptions {
  /** The name of the bucket, which must exist. */
  readonly bucket: string;
  /** The start of every key, such as `registry/`. Nothing else may use keys with this start. Empty if absent. */
  readonly prefix?: string;
  /** If absent: `us-east-1` with an endpoint, otherwise `AWS_REGION` or the region of the profile. */
  readonly region?: string;
  /** The URL of a store with the S3 API; AWS if absent. */
  readonly endpoint?: string;
  /** The URL by which clients reach the store, for redirects; `endpoint` if absent. */
  readonly publicEndpoint?: string;
  /** Puts the bucket into the path instead of the host name, as most stores other than AWS require. */
  readonly pathStyle?: boolean;
  /** If absent, the AWS SDK looks for them: environment, profile, web identity, container, instance. */
  readonly credentials?: S3Credentials;
  readonly encryption?: S3Encryption;
  /**
   * Whether every body has a checksum, or only where S3 requires one. Some stores refuse bodies with checksums, or store
   * the checksums as content. `always` if absent.
   */
  readonly checksums?: 'always' | 'when-required';
  /** The size of the first thousand parts of an upload in bytes, from 5 MiB to 64 MiB; 8 MiB if absent. */
  readonly partSize?: number;
  /** The number of parts of one upload that are sent at once; 4 if absent. */
  readonly partsAtOnce?: number;
  /** The number of attempts for each request; 5 if absent. */
  readonly maximumAttempts?: number;
  /** How long a connection may take to open, and how long it may be idle. 5 s and 30 s if absent. */
  readonly timeouts?: { readonly connectMilliseconds?: number; readonly idleMilliseconds?: number };
  /** The number of open connections; further requests wait. 1,000 if absent. */
  readonly maximumConnections?: number;
}

const rules = {
  bucket: 'non-empty string',
  prefix: 'string?',
  region: 'non-empty string?',
  endpoint: 'non-empty string?',
  publicEndpoint: 'non-empty string?',
  pathStyle: 'boolean?',
  credentials: 'object?',
  encryption: { algorithm: ['AES256', 'aws:kms', 'aws:kms:dsse'], keyId: 'non-empty string?' },
  checksums: ['always', 'when-required', undefined],
  partSize: 'positive whole number?',
  partsAtOnce: 'positive whole number?',
  maximumAttempts: 'positive whole number?',
  timeouts: { connectMilliseconds: 'positive number?', idleMilliseconds: 'positive number?' },
  maximumConnections: 'positive whole number?',
} as const satisfies OptionRules<S3BlobStoreOptions>;

const credentialRules = {
  accessKeyId: 'non-empty string',
  secretAccessKey: 'non-empty string',
  sessionToken: 'non-empty string?',
} as const satisfies OptionRules<S3Credentials>;

/** Fields that the AWS SDK adds to credentials. */
const addedBySdk: ReadonlySet<string> = new Set(['$source', 'accountId', 'credentialScope', 'expiration']);

/** @throws TypeError that names an unknown, missing or wrong option */
export function checkS3Options(owner: string, options: S3BlobStoreOptions): void {
  checkOptions(owner, options, rules);
  const { credentials } = options;
  if (credentials === undefined) return;
  const given = Object.entries(credentials).filter(([name]) => !addedBySdk.has(name));
  checkOptions(`${owner}: credentials`, Object.fromEntries(given) as unknown as S3Credentials, credentialRules);
}
