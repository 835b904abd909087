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
    'The bucket, which must be there.',
    { allowed: 'the name of a bucket, or the ARN of an access point', otherwise: 'required with `LADING_STORAGE=s3`' },
  ),
  s3Prefix: key(
    'LADING_S3_PREFIX',
    z
      .string()
      .regex(/^(?:[A-Za-z0-9._-]+\/)*$/)
      .default(''),
    'The prefix of every key in the bucket. Nothing else may use keys with this prefix.',
    { allowed: 'nothing, or a path such as `registry/`, with a slash at its end' },
  ),
  s3Region: key(
    'LADING_S3_REGION',
    z
      .string()
      .regex(/^[a-z0-9-]+$/)
      .optional(),
    'The region of the bucket.',
    { allowed: 'a region such as `eu-central-1`', otherwise: "the AWS SDK's, or `us-east-1` with an endpoint" },
  ),
  s3Endpoint: key('LADING_S3_ENDPOINT', httpUrl.optional(), 'Another store that speaks S3.', {
    ...url,
    otherwise: 'AWS',
  }),
  s3PublicEndpoint: key(
    'LADING_S3_PUBLIC_ENDPOINT',
    httpUrl.optional(),
    'Where clients reach that store, for redirects. A host name: some clients follow to no private IP address.',
    { ...url, otherwise: '`LADING_S3_ENDPOINT`' },
  ),
  s3PathStyle: key(
    'LADING_S3_PATH_STYLE',
    z.boolean().default(false),
    'Whether the bucket is in the path and not in the host name, as most stores other than AWS want it.',
  ),
  s3Encryption: key(
    'LADING_S3_ENCRYPTION',
    z.enum(['AES256', 'aws:kms', 'aws:kms:dsse']).optional(),
    'The server-side encryption that S3 is asked for.',
    { otherwise: "the bucket's own" },
  ),
  s3KmsKey: key('LADING_S3_KMS_KEY', z.string().min(1).optional(), 'The KMS key for this encryption.', {
    allowed: 'the id or the ARN of a key',
    otherwise: 'the default key of the bucket',
  }),
  s3Checksums: key(
    'LADING_S3_CHECKSUMS',
    z.enum(['always', 'when-required']).default('always'),
    'Whether every body is sent with its CRC-32; `when-required` for stores that refuse it, or store it as content.',
  ),
  s3PartBytes: key(
    'LADING_S3_PART_BYTES',
    wholeNumber(5 * mebibyte, 64 * mebibyte).default(8 * mebibyte),
    'The size of the first 1,000 parts of an upload; the following ones grow. A smaller blob is one PUT.',
    { unit: 'bytes' },
  ),
  s3PartsAtOnce: key(
    'LADING_S3_PARTS_AT_ONCE',
    wholeNumber(1, 64).default(4),
    'Parts of one upload that are sent at once. Each takes the memory of a part.',
  ),
  s3Connections: key(
    'LADING_S3_CONNECTIONS',
    wholeNumber(1, 100_000).default(1000),
    'Connections to S3 that each worker process may hold; other requests wait.',
  ),
  s3Attempts: key(
    'LADING_S3_ATTEMPTS',
    wholeNumber(1, 20).default(5),
    'How often a request to S3 is tried, with growing pauses between, before the answer is 503.',
  ),
};
