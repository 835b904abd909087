import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DeleteObjectCommand, PutObjectCommand, paginateListObjectsV2, S3Client } from '@aws-sdk/client-s3';
import { registryOnS3, type S3Server } from '../harness/s3-process.js';

/** Where a Distribution registry keeps everything. */
export interface Place {
  /** What `--from-distribution` is given. */
  readonly root: string;
  /** The storage driver in the configuration of Distribution. */
  readonly storage: Readonly<Record<string, unknown>>;
  /** The variables of Lading, to import without a copy. */
  readonly environment: NodeJS.ProcessEnv;
  /** The variables of Lading, to import with a copy. */
  readonly elsewhere: NodeJS.ProcessEnv;
  /** Paths are below the root. */
  readonly write: (path: string, content: Buffer | string) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
  /** One line for each file, which changes when the file changes. */
  readonly list: () => Promise<string[]>;
}

/** A folder that Distribution keeps everything in. */
export function folderPlace(root: string): Place {
  mkdirSync(root, { recursive: true });
  return {
    root,
    storage: { filesystem: { rootdirectory: root } },
    environment: {},
    elsewhere: {},
    async write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: async (path) => rmSync(join(root, path)),
    list: async () => listFiles(root),
  };
}

/** Every file with its size, its time and its mode. A second link to a file does not change them. */
function listFiles(root: string): string[] {
  return readdirSync(root, { recursive: true })
    .map(String)
    .sort()
    .map((name) => {
      const { size, mtimeMs, mode } = statSync(join(root, name));
      return `${name} ${size} ${mtimeMs} ${mode}`;
    });
}

/** A bucket that Distribution keeps everything in below `old/`, and Lading below `lading/`. */
export function bucketPlace({ endpoint, bucket, credentials }: S3Server): Place {
  const region = 'us-east-1';
  const client = new S3Client({ endpoint, region, credentials: { ...credentials }, forcePathStyle: true });
  const keyOf = (path: string) => `old/${path}`;
  const { LADING_STORAGE, LADING_S3_BUCKET, ...reading } = registryOnS3({ endpoint });
  const driver = {
    accesskey: credentials.accessKeyId,
    secretkey: credentials.secretAccessKey,
    region,
    regionendpoint: endpoint,
    forcepathstyle: true,
    secure: false,
    bucket,
    rootdirectory: '/old',
  };
  return {
    root: `s3://${bucket}/old`,
    storage: { s3: driver, redirect: { disable: true } },
    environment: { LADING_STORAGE, LADING_S3_BUCKET, ...reading, LADING_S3_PREFIX: 'lading/' },
    elsewhere: reading,
    async write(path, content) {
      await client.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(path), Body: content }));
    },
    async remove(path) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(path) }));
    },
    list: () => listObjects(client, bucket, keyOf('')),
  };
}

async function listObjects(client: S3Client, bucket: string, prefix: string): Promise<string[]> {
  const lines: string[] = [];
  for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
    for (const { Key, Size, ETag, LastModified } of Contents)
      lines.push(`${Key} ${Size} ${ETag} ${LastModified?.toISOString()}`);
  return lines.sort();
}
