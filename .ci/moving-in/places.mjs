import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { projectDirectory } from '../harness/paths.mjs';
import { registryOnS3 } from '../harness/s3-process.mjs';

/** A folder that Distribution keeps everything in; paths are below it. */
export function folderPlace(root) {
  mkdirSync(root, { recursive: true });
  return {
    root,
    storage: { filesystem: { rootdirectory: root } },
    /** What Lading is told, to import without a copy, and to import with one. */
    environment: {},
    elsewhere: {},
    write(path, content) {
      mkdirSync(dirname(join(root, path)), { recursive: true });
      writeFileSync(join(root, path), content);
    },
    remove: (path) => rmSync(join(root, path)),
    /** Every file with its size, its time and its mode: a second name for a file is no change of it. */
    list: () =>
      readdirSync(root, { recursive: true })
        .map(String)
        .sort()
        .map((name) => {
          const { size, mtimeMs, mode } = statSync(join(root, name));
          return `${name} ${size} ${mtimeMs} ${mode}`;
        }),
  };
}

/** A bucket that Distribution keeps everything in below `old/`, and Lading its own below `lading/`. */
export async function bucketPlace({ endpoint, bucket, credentials }) {
  const require = createRequire(join(projectDirectory, 'packages', 'storage-s3', 'package.json'));
  const { DeleteObjectCommand, PutObjectCommand, S3Client, paginateListObjectsV2 } = await import(
    require.resolve('@aws-sdk/client-s3')
  );
  const client = new S3Client({ endpoint, region: 'us-east-1', credentials, forcePathStyle: true });
  const keyOf = (path) => `old/${path}`;
  const { LADING_STORAGE, LADING_S3_BUCKET, ...reading } = registryOnS3({ endpoint });
  return {
    root: `s3://${bucket}/old`,
    storage: {
      s3: {
        accesskey: credentials.accessKeyId,
        secretkey: credentials.secretAccessKey,
        region: 'us-east-1',
        regionendpoint: endpoint,
        forcepathstyle: true,
        secure: false,
        bucket,
        rootdirectory: '/old',
      },
      redirect: { disable: true },
    },
    environment: { LADING_STORAGE, LADING_S3_BUCKET, ...reading, LADING_S3_PREFIX: 'lading/' },
    elsewhere: reading,
    write: (path, Body) => client.send(new PutObjectCommand({ Bucket: bucket, Key: keyOf(path), Body })),
    remove: (path) => client.send(new DeleteObjectCommand({ Bucket: bucket, Key: keyOf(path) })),
    async list() {
      const lines = [];
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: keyOf('') }))
        for (const { Key, Size, ETag, LastModified } of Contents)
          lines.push(`${Key} ${Size} ${ETag} ${LastModified.toISOString()}`);
      return lines.sort();
    },
  };
}
