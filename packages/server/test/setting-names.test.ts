import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { memoryStores } from './support/memory-stores.js';
import { imageManifest } from './support/push.js';

const imageIndex = 'application/vnd.oci.image.index.v1+json';
const absent = { digest: `sha256:${'0'.repeat(64)}`, size: 2 };
const image = { schemaVersion: 2, config: { mediaType: 'a/b', ...absent }, layers: [] };
const index = { schemaVersion: 2, manifests: [{ mediaType: imageManifest, ...absent }] };

async function refusalOf(registry: RunningRegistry, contentType: string, body: object | string) {
  const answer = await fetch(new URL('/v2/a/manifests/x', registry.url), {
    method: 'PUT',
    body: typeof body === 'string' ? body : JSON.stringify(body),
    headers: { 'content-type': contentType },
  });
  const { errors } = (await answer.json()) as { errors: { code: string; message: string; detail?: unknown }[] };
  return { status: answer.status, errors };
}

describe.each([
  ['its options', {}, ['maximumManifestBytes', 'allowSparse']],
  ['the names that the application gives', { maximumManifestBytes: 'MAX', allowSparse: 'SPARSE' }, ['MAX', 'SPARSE']],
])('a refusal names a setting by %s', (_by, settingNames, [maximumManifestBytes, allowSparse]) => {
  let registry: RunningRegistry;
  beforeAll(async () => {
    registry = await startRegistry({ ...memoryStores(), maximumManifestBytes: 1024, settingNames });
  });
  afterAll(() => registry.stop());

  it('if the blobs of an image or the entries of an index are missing', async () => {
    const missing = 'the manifest references content that the repository does not have';
    const error = (setting?: string) => ({
      code: 'MANIFEST_BLOB_UNKNOWN',
      message: `${missing}; ${setting} allows it`,
      detail: { digest: absent.digest },
    });
    expect(await refusalOf(registry, imageManifest, image)).toEqual({ status: 404, errors: [error(allowSparse)] });
    expect(await refusalOf(registry, imageIndex, index)).toEqual({ status: 404, errors: [error(allowSparse)] });
  });

  it('if a manifest is too long', async () => {
    const { status, errors } = await refusalOf(registry, imageManifest, ' '.repeat(1025));
    expect([status, errors[0]?.code]).toEqual([413, 'SIZE_INVALID']);
    expect(errors[0]?.message).toBe(
      `the content is longer than 1024 bytes; ${maximumManifestBytes} is the limit of a manifest`,
    );
  });
});
