import { checkOptions, type OptionRules } from '@lading/core';
import { largestFirstPart, smallestPart } from './upload/part-size.js';
import type { PartOptions } from './upload/part-writer.js';

/** Credentials that do not come from the environment. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/** How S3 is to encrypt what it stores; its own default if absent. */
export interface S3Encryption {
  readonly algorithm: 'AES256' | 'aws:kms' | 'aws:kms:dsse';
  /** The key of KMS; the bucket's default key if absent. */
  readonly keyId?: string;
}

export interface S3BlobStoreOptions {
  /** It must be there; the store does not make it. */
  readonly bucket: string;
  /** What every key begins with, such as `registry/`. The store has what lies below to itself. Nothing if absent. */
  readonly prefix?: string;
  /** `AWS_REGION` or the profile's if absent, and `us-east-1` where an endpoint is given. */
  readonly region?: string;
  /** The URL of a store that speaks S3; AWS if absent. */
  readonly endpoint?: string;
  /** Where clients reach the store, for redirects; `endpoint` if absent. */
  readonly publicEndpoint?: string;
  /** Puts the bucket into the path and not into the host name, as most stores other than AWS want it. */
  readonly pathStyle?: boolean;
  /** The chain of the AWS SDK if absent: environment, profile, web identity, container, instance. */
  readonly credentials?: S3Credentials;
  readonly encryption?: S3Encryption;
  /**
   * Whether checksums are sent with every body, or only where S3 demands it: some stores that speak S3 refuse, or store
   * wrongly, what they are sent with checksums. `always` if absent.
   */
  readonly checksums?: 'always' | 'when-required';
  /** How large the first thousand parts of an upload are, in bytes; from 5 MiB to 64 MiB. 8 MiB if absent. */
  readonly partSize?: number;
  /** How many parts of one upload are sent at once; 4 if absent. */
  readonly partsAtOnce?: number;
  /** How often a request is tried before it fails; 5 if absent. */
  readonly maximumAttempts?: number;
  /** How long a connection may take to open, and how long it may stand still. 5 s and 30 s if absent. */
  readonly timeouts?: { readonly connectMilliseconds?: number; readonly idleMilliseconds?: number };
  /** Connections at once; the others wait. 1,000 if absent. */
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

/**
 * The size and the concurrency of parts, within the limits of S3.
 * @throws RangeError
 */
export function partOptions({ partSize = 8 * 1024 * 1024, partsAtOnce = 4 }: S3BlobStoreOptions): PartOptions {
  if (partSize < smallestPart || partSize > largestFirstPart)
    throw new RangeError(`partSize is not a number of bytes from ${smallestPart} to ${largestFirstPart}`);
  return { partSize, partsAtOnce };
}
