import { z } from 'zod';
import { key, wholeNumber } from './key-documentation.js';

const mebibyte = 1024 * 1024;

/** The regular expression is for editors, and does not check the port and the address. */
const httpUrl = z
  .string()
  .regex(/^https?:\/\/[^\s/?#@]+(?:\/[^\s?#]*)?$/)
  .refine((text) => URL.canParse(text));
const url = { allowed: 'a URL such as `https://s3.example.com`, without credentials' };

/** The settings of S3. Credentials have no keys here: the AWS SDK finds them. */
export const s3 = {
  s3Bucket: key(
    'LADING_S3_BUCKET',
    z
      .string()
      .regex(/^[A-Za-z0-9][A-Za-z0-9._:/-]{1,254}$/)
      .optional(),
    'The name of the bucket, which must exist.',
    { allowed: 'the name of a bucket, or the ARN of an access point', otherwise: 'required with `LADING_STORAGE=s3`' },
  ),
  s3Prefix: key(
    'LADING_S3_PREFIX',
    z
      .string()
      .regex(/^(?:[A-Za-z0-9._-]+\/)*$/)
      .default(''),
    'The prefix of every key in the bucket. Nothing else may use keys with this prefix.',
    { allowed: 'nothing, or a path such as `registry/`, with a slash at the end' },
  ),
  s3Region: key(
    'LADING_S3_REGION',
    z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional(),
    'The region of the bucket.',
    { allowed: 'a region such as `eu-central-1`', otherwise: 'from the AWS SDK, or `us-east-1` with an endpoint' },
  ),
  s3Endpoint: key('LADING_S3_ENDPOINT', httpUrl.optional(), 'The URL of a store with the S3 API.', {
    ...url,
    otherwise: 'AWS',
  }),
  s3PublicEndpoint: key(
    'LADING_S3_PUBLIC_ENDPOINT',
    httpUrl.optional(),
    'The URL by which clients reach that store, for redirects. Use a host name: some clients do not follow redirects to private IP addresses.',
    { ...url, otherwise: '`LADING_S3_ENDPOINT`' },
  ),
  s3PathStyle: key(
    'LADING_S3_PATH_STYLE',
    z.boolean().default(false),
    'Whether URLs have the bucket in the path instead of the host name, as most stores other than AWS require.',
  ),
  s3Encryption: key(
    'LADING_S3_ENCRYPTION',
    z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']).optional(),
    'The server-side encryption.',
    { otherwise: 'the default of the bucket' },
  ),
  s3KmsKey: key('LADING_S3_KMS_KEY', z.string().min(1).optional(), 'The KMS key for this encryption.', {
    allowed: 'the id or the ARN of a key',
    otherwise: 'the default key of the bucket',
  }),
  s3Checksums: key(
    'LADING_S3_CHECKSUMS',
    z.enum(['always', 'when-required']).default('always'),
    'Whether every body is sent with a CRC-32; `when-required` for stores that refuse the CRC-32, or store it as content.',
  ),
  s3PartBytes: key(
    'LADING_S3_PART_BYTES',
    wholeNumber(5 * mebibyte, 64 * mebibyte).default(8 * mebibyte),
    'The size of the first 1,000 parts of an upload; later parts are larger. A smaller blob is stored with one PUT.',
    { unit: 'bytes' },
  ),
  s3PartsAtOnce: key(
    'LADING_S3_PARTS_AT_ONCE',
    wholeNumber(1, 64).default(4),
    'The number of parts of one upload that are sent at once. Each is held in memory.',
  ),
  s3Connections: key(
    'LADING_S3_CONNECTIONS',
    wholeNumber(1, 100_000).default(1000),
    'The most connections to S3 of each worker process; further requests wait.',
  ),
  s3Attempts: key(
    'LADING_S3_ATTEMPTS',
    wholeNumber(1, 20).default(5),
    'The number of attempts for each request to S3, with growing pauses, before the registry answers 503.',
  ),
};
