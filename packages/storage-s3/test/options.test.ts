import { buffer } from 'node:stream/consumers';
import { putBlob, readBlob } from '@lading/conformance/blob-store/content';
import { S3BlobStore, type S3BlobStoreOptions, S3Folder } from '../src/index.js';
import { large, partSize, small } from './support/content.js';
import type { S3Server } from './support/s3-server/s3-server.js';
import { bucket, credentials, keysBelow, startServer, storeAt } from './support/test-storage.js';

describe('S3BlobStore with options', () => {
  let server: S3Server;
  const stores: S3BlobStore[] = [];

  beforeEach(async () => {
    server = await startServer();
  });

  afterEach(async () => {
    for (const store of stores.splice(0)) await store.close();
    await server.stop();
  });

  function storeWith(options: Parameters<typeof storeAt>[1]): S3BlobStore {
    const store = storeAt(server.endpoint, { partSize, ...options });
    stores.push(store);
    return store;
  }

  it('uses only keys with its prefix, and lists no others', async () => {
    const [one, other] = [storeWith({ prefix: 'one/' }), storeWith({ prefix: 'other/' })];
    const location = await putBlob(one, small);
    expect(await keysBelow(server.endpoint, '')).toEqual([`one/${location}`]);
    expect(await other.stat(location)).toBeUndefined();
    for await (const blob of other.list()) throw new Error(`${blob.location} is listed`);
  });

  it('requests the configured encryption for every object that it creates', async () => {
    const store = storeWith({ encryption: { algorithm: 'aws:kms', keyId: 'the-key' } });
    for (const content of [small, large]) {
      const location = await putBlob(store, content);
      expect(server.stored.objects.get(location)?.headers).toMatchObject({
        'x-amz-server-side-encryption': 'aws:kms',
        'x-amz-server-side-encryption-aws-kms-key-id': 'the-key',
      });
    }
  });

  it.each([
    ['with', 'always', true],
    ['without', 'when-required', false],
  ] as const)('sends parts %s checksums', async (_, checksums, isChecked) => {
    const store = storeWith({ checksums });
    const location = await putBlob(store, large);
    const pieces = server.stored.objects.get(location)?.pieces ?? [];
    expect(pieces.map(({ crc32 }) => crc32 !== undefined)).toEqual([isChecked, isChecked, isChecked]);
    expect((await readBlob(store, location)).equals(large)).toBe(true);
  });

  it('returns a URL with which anybody can read the blob for a limited time', async () => {
    const store = storeWith({ prefix: 'one/' });
    const location = await putBlob(store, small);
    const url = await store.directUrl(location, { expiresInSeconds: 60 });
    const response = await fetch(url ?? '');
    expect((await buffer(response.body as never)).equals(small)).toBe(true);
    const part = await fetch(url ?? '', { headers: { Range: 'bytes=10-19' } });
    expect(part.status).toBe(206);
    expect(Buffer.from(await part.arrayBuffer()).equals(small.subarray(10, 20))).toBe(true);
    url?.searchParams.set('X-Amz-Expires', '600');
    expect((await fetch(url ?? '')).status).toBe(403);
  });

  it('signs URLs for the public endpoint', async () => {
    const store = storeWith({ publicEndpoint: 'https://blobs.example.com' });
    const location = await putBlob(store, small);
    const url = await store.directUrl(location, { expiresInSeconds: 100_000_000 });
    expect(url?.origin).toBe('https://blobs.example.com');
    expect(url?.pathname).toBe(`/${bucket}/${location}`);
    expect(url?.searchParams.get('X-Amz-Expires')).toBe('604800');
    expect(String(url)).not.toContain(credentials.secretAccessKey);
    expect([...(url?.searchParams.keys() ?? [])].filter((name) => /checksum/i.test(name))).toEqual([]);
  });

  it.each([{ partSize: 5 * 1024 * 1024 - 1 }, { partSize: 65 * 1024 * 1024 }])(
    'refuses %j, which S3 does not allow',
    (options) => {
      expect(() => storeAt(server.endpoint, options)).toThrow(RangeError);
    },
  );
});

describe('wrong options of S3BlobStore', () => {
  it('do not include the fields that the AWS SDK adds to credentials', () => {
    const ofSdk = { accessKeyId: 'a', secretAccessKey: 's', expiration: new Date(), $source: {} };
    expect(() => new S3BlobStore({ bucket, credentials: ofSdk })).not.toThrow();
  });

  it.each([
    [{}, 'S3BlobStore: the option bucket is missing'],
    [{ buckets: 'b' }, 'S3BlobStore has no option buckets; did you mean bucket?'],
    [{ bucket, bucketPrefix: 'a/' }, 'S3BlobStore has no option bucketPrefix; did you mean'],
    [{ bucket, forcePathStyle: true }, 'S3BlobStore has no option forcePathStyle; did you mean pathStyle?'],
    [{ bucket, pathStyle: 'true' }, 'S3BlobStore: pathStyle must be a boolean, not "true"'],
    [{ bucket, credentials: { accessKeyId: 'a', secretKey: 's3cret' } }, 'credentials has no option secretKey'],
    [{ bucket, credentials: { accessKeyId: 'a' } }, 'credentials: the option secretAccessKey is missing'],
    [{ bucket, encryption: { algorithm: 'aes256' } }, 'encryption.algorithm must be one of AES256, aws:kms'],
    [{ bucket, timeouts: { connect: 1 } }, 'timeouts has no option connect; did you mean connectMilliseconds?'],
    [{ bucket, partSize: Number.NaN }, 'partSize must be a positive whole number, not NaN'],
    [{ bucket, partsAtOnce: 1.5 }, 'partsAtOnce must be a positive whole number, not 1.5'],
    [{ bucket, partsAtOnce: 0 }, 'partsAtOnce must be a positive whole number, not 0'],
  ])('are refused: %j', (options, message) => {
    const make = () => new S3BlobStore(options as S3BlobStoreOptions);
    expect(make).toThrow(TypeError);
    expect(make).toThrow(message);
    expect(make).not.toThrow('s3cret');
  });

  it('are refused by S3Folder too', () => {
    expect(() => new S3Folder({ bucket, region: '' })).toThrow('S3Folder: region must be a non-empty string');
  });
});
