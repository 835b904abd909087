import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { type Descriptor, digestOf, mediaTypes } from '@lading/core';
import type { RunningRegistry } from '@lading/server/testing';
import {
  type CopyOptions,
  copy,
  createRegistryClient,
  type ImageSource,
  type ImageTarget,
  imageArchiveTarget,
  imageLayout,
  openImageArchive,
  type RepositoryClient,
  registryImage,
} from '../../src/index.js';
import { collect, pushImage, pushIndex, pushReferrer } from '../sample-image.js';
import { startMemoryRegistry } from '../start-memory-registry.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

const platforms = ['amd64', 'arm64', 'arm', '386', 'ppc64le', 's390x', 'riscv64', 'loong64'];

let here: RunningRegistry;
let there: RunningRegistry;
let from: RepositoryClient;
let count = 0;

const clientHere = () => createRegistryClient(here.url);
function newRepository(): RepositoryClient {
  count += 1;
  return createRegistryClient(there.url).repository(`copies/${count}`);
}

/** Copies, and counts what became of each blob and manifest. */
async function counted(source: ImageSource, target: ImageTarget, options: CopyOptions = {}) {
  const outcomes: Record<string, number> = {};
  const root = await copy(source, target, {
    ...options,
    onProgress: ({ kind, state }) => {
      if (state !== 'moving' && state !== 'started')
        outcomes[`${kind} ${state}`] = (outcomes[`${kind} ${state}`] ?? 0) + 1;
    },
  });
  return { root, outcomes };
}

/** All bytes that belong to a manifest, by digest. */
async function contentOf(repository: RepositoryClient, reference: string): Promise<ReadonlyMap<string, string>> {
  const { bytes, descriptor, manifest } = await repository.manifests.read(reference);
  const found = new Map([[descriptor.digest as string, bytes.toString()]]);
  for (const child of manifest?.children ?? [])
    for (const entry of await contentOf(repository, child.digest)) found.set(...entry);
  for (const { digest } of manifest?.blobs ?? [])
    found.set(digest, Buffer.from(await (await repository.blobs.read(digest)).bytes()).toString('base64'));
  return found;
}

beforeAll(async () => {
  [here, there] = await Promise.all([startMemoryRegistry(), startMemoryRegistry()]);
  from = clientHere().repository('team/app');
});
afterAll(() => Promise.all([here.stop(), there.stop()]));
afterEach(removeTemporaryFolders);

describe('copy', () => {
  it('copies an image of 50 layers, and sends nothing the second time', async () => {
    const image = await pushImage(from, { layers: 50, layerBytes: 20_000 }, ['fifty']);
    const to = newRepository();
    const first = await counted(registryImage(from, 'fifty'), registryImage(to, 'fifty'));
    expect(first).toEqual({ root: image, outcomes: { 'blob copied': 51, 'manifest copied': 1 } });
    const second = await counted(registryImage(from, 'fifty'), registryImage(to, 'fifty'));
    expect(second).toEqual({ root: image, outcomes: { 'manifest present': 1 } });
    expect(await contentOf(to, 'fifty')).toEqual(await contentOf(from, 'fifty'));
  });

  it('copies an index of 8 platforms to a layout and an archive and back, byte for byte', async () => {
    const index = await pushIndex(from, platforms, {}, ['eight']);
    const folder = await temporaryFolder();
    const layout = () => imageLayout(join(folder, 'layout'), 'eight');
    const first = await counted(registryImage(from, 'eight'), layout());
    expect(first).toEqual({ root: index, outcomes: { 'blob copied': 24, 'manifest copied': 9 } });
    expect((await counted(registryImage(from, 'eight'), layout())).outcomes).toEqual({ 'manifest present': 9 });
    await copy(layout(), await imageArchiveTarget(join(folder, 'archive.tar'), 'eight'));
    const archive = await openImageArchive(join(folder, 'archive.tar'), 'eight');
    const to = newRepository();
    await copy(archive, registryImage(to, 'eight'));
    await archive.close();
    expect(await contentOf(to, 'eight')).toEqual(await contentOf(from, 'eight'));
    expect((await readdir(folder)).sort()).toEqual(['archive.tar', 'layout']);
  });

  it('copies a foreign layer that the source has, and skips one that it lacks', async () => {
    const [config, layer, near] = await Promise.all(
      [mediaTypes.imageConfig, mediaTypes.layerTar, mediaTypes.dockerForeignLayerTarGzip].map((mediaType) =>
        from.blobs.push(Buffer.from(`foreign ${mediaType}`), { mediaType }),
      ),
    );
    const lacking = Buffer.from('lacking');
    const mediaType = mediaTypes.nondistributableLayerTar;
    const far = { mediaType, digest: digestOf(lacking), size: lacking.byteLength, urls: ['https://example.com/'] };
    const image = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers: [layer, near, far] };
    const root = await from.manifests.push(image, { tags: ['foreign'] });
    const folder = join(await temporaryFolder(), 'layout');
    const to = newRepository();
    const expected = { root, outcomes: { 'blob copied': 3, 'blob skipped': 1, 'manifest copied': 1 } };
    expect(await counted(registryImage(from, 'foreign'), imageLayout(folder, 'foreign'))).toEqual(expected);
    expect(await counted(imageLayout(folder, 'foreign'), registryImage(to, 'foreign'))).toEqual(expected);
    expect(await to.blobs.stat(near?.digest ?? '')).toBeDefined();
    expect(await to.blobs.delete(near?.digest ?? '').catch(({ status }) => status)).toBe(405);
    await from.blobs.push(lacking);
    const later = await counted(registryImage(from, 'foreign'), registryImage(to, 'foreign'));
    expect(later.outcomes).toEqual({ 'blob present': 1, 'blob copied': 1, 'manifest present': 1 });
  });

  it.each([400, 403, 404, 405])('skips a foreign layer that the target refuses with %i', async (status) => {
    const foreign = await from.blobs.push(Buffer.from('refused'), { mediaType: mediaTypes.nondistributableLayerTar });
    const config = await from.blobs.push(Buffer.from('{}'), { mediaType: mediaTypes.empty });
    const image = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config, layers: [foreign] };
    await from.manifests.push(image, { tags: ['refused'] });
    const registry = createRegistryClient(there.url, {
      fetch: (url, init) =>
        init?.method === 'PUT' && decodeURIComponent(String(url)).includes(foreign.digest)
          ? Promise.resolve(new Response(undefined, { status }))
          : fetch(url, init),
    });
    const to = registry.repository(`refusing/${status}`);
    const { outcomes } = await counted(registryImage(from, 'refused'), registryImage(to, 'refused'));
    expect(outcomes).toEqual({ 'blob copied': 1, 'blob skipped': 1, 'manifest copied': 1 });
  });

  it('mounts blobs of another repository of the registry', async () => {
    await pushImage(from, {}, ['mounted']);
    const { outcomes } = await counted(
      registryImage(from, 'mounted'),
      registryImage(clientHere().repository('other/app'), 'mounted'),
    );
    expect(outcomes).toEqual({ 'blob mounted': 3, 'manifest copied': 1 });
  });

  it('copies one platform of an index as an image', async () => {
    await pushIndex(from, platforms, {}, ['one']);
    const to = newRepository();
    const { root } = await counted(registryImage(from, 'one'), registryImage(to, 'one'), {
      platforms: ['linux/arm64'],
    });
    expect(root.mediaType).toBe(mediaTypes.imageManifest);
    const config = (await to.manifests.read('one')).manifest?.blobs[0] as Descriptor;
    expect(JSON.parse(Buffer.from(await (await to.blobs.read(config.digest)).bytes()).toString()).architecture).toBe(
      'arm64',
    );
  });

  it('copies several platforms as an index of them', async () => {
    await pushIndex(from, platforms, {}, ['some']);
    const to = newRepository();
    await copy(registryImage(from, 'some'), registryImage(to, 'some'), { platforms: ['linux/arm64', 'linux/s390x'] });
    const { manifest } = await to.manifests.read('some');
    expect(manifest?.children.map(({ platform }) => platform?.architecture)).toEqual(['arm64', 's390x']);
  });

  it('lists the platforms of the index if one is missing', async () => {
    await pushIndex(from, ['amd64', 'arm'], {}, ['few']);
    await expect(
      copy(registryImage(from, 'few'), registryImage(newRepository(), 'x'), { platforms: ['windows/amd64'] }),
    ).rejects.toThrow('linux/amd64, linux/arm');
  });

  it('copies referrers, and their referrers', async () => {
    const index = await pushIndex(from, ['amd64', 'arm64'], {}, ['signed']);
    const child = (await from.manifests.read('signed')).manifest?.children[0] as Descriptor;
    const signature = await pushReferrer(from, index, 'type/signature');
    const sbom = await pushReferrer(from, child, 'type/sbom');
    const signed = await pushReferrer(from, sbom, 'type/signature');
    const folder = await temporaryFolder();
    const to = newRepository();
    await copy(registryImage(from, 'signed'), imageLayout(folder, 'signed'), { referrers: true });
    await copy(imageLayout(folder, 'signed'), registryImage(to, 'signed'), { referrers: true });
    const digestsOf = async (digest: string) =>
      (await collect(to.referrers(digest))).map((referrer) => referrer.digest);
    expect(await digestsOf(index.digest)).toEqual([signature.digest]);
    expect(await digestsOf(child.digest)).toEqual([sbom.digest]);
    expect(await digestsOf(sbom.digest)).toEqual([signed.digest]);
    const alone = newRepository();
    await copy(registryImage(from, 'signed'), registryImage(alone, 'signed'));
    expect(await collect(alone.referrers(index.digest))).toEqual([]);
  });

  it('copies an index whose entries are blobs, as BuildKit writes its cache', async () => {
    const layer = await from.blobs.push(Buffer.from('cached'), { mediaType: mediaTypes.layerTarGzip });
    const config = await from.blobs.push(Buffer.from('{"x":1}'), {
      mediaType: 'application/vnd.buildkit.cacheconfig.v0',
    });
    await from.manifests.push(
      { schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [layer, config] },
      { tags: ['cache'] },
    );
    const { outcomes } = await counted(registryImage(from, 'cache'), registryImage(newRepository(), 'cache'));
    expect(outcomes).toEqual({ 'blob copied': 2, 'manifest copied': 1 });
  });

  it('stops without a manifest if it is aborted', async () => {
    await pushImage(from, { layers: 20 }, ['aborted']);
    const to = newRepository();
    const abort = new AbortController();
    const copying = copy(registryImage(from, 'aborted'), registryImage(to, 'aborted'), {
      signal: abort.signal,
      onProgress: ({ state }) => state === 'copied' && abort.abort(new Error('enough')),
    });
    await expect(copying).rejects.toThrow('enough');
    expect(await to.manifests.stat('aborted')).toBeUndefined();
  });

  it('refuses a layout with a wrong blob', async () => {
    await pushImage(from, {}, ['broken']);
    const folder = await temporaryFolder();
    await copy(registryImage(from, 'broken'), imageLayout(folder, 'broken'));
    const layer = (await from.manifests.read('broken')).manifest?.blobs[1] as Descriptor;
    await writeFile(join(folder, 'blobs', 'sha256', layer.digest.slice(7)), Buffer.alloc(layer.size));
    const to = newRepository();
    await expect(copy(imageLayout(folder, 'broken'), registryImage(to, 'broken'))).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
    expect(await to.manifests.stat('broken')).toBeUndefined();
  });
});

describe('copy into a registry, which verifies blobs itself', () => {
  /** A source that gives a layer with one byte changed, and how often it was asked for it. */
  async function brokenSource(tag: string) {
    await pushImage(from, {}, [tag]);
    const layer = (await from.manifests.read(tag)).manifest?.blobs[1] as Descriptor;
    const asked: string[] = [];
    const client = createRegistryClient(here.url, {
      fetch: async (url, init) => {
        const answer = await fetch(url, init as RequestInit);
        if (init.method !== 'GET' || !url.endsWith(layer.digest)) return answer;
        asked.push(url);
        const bytes = Buffer.from(await answer.arrayBuffer());
        bytes.writeUInt8(bytes.readUInt8(7) ^ 1, 7);
        return new Response(bytes, answer);
      },
    });
    return { source: registryImage(client.repository('team/app'), tag), digest: layer.digest, asked };
  }

  it('reports that the source has wrong bytes if the registry refuses them', async () => {
    const { source, digest } = await brokenSource('altered');
    const to = newRepository();
    await expect(copy(source, registryImage(to, 'altered'))).rejects.toMatchObject({
      kind: 'digest-mismatch',
      url: new URL(`/v2/team/app/blobs/${digest}`, here.url),
    });
    expect(await to.manifests.stat('altered')).toBeUndefined();
  });

  it('finds wrong bytes itself, at once, with verify', async () => {
    const { source, asked } = await brokenSource('altered-too');
    const copying = copy(source, registryImage(newRepository(), 'altered-too'), { verify: true });
    await expect(copying).rejects.toMatchObject({ kind: 'digest-mismatch' });
    expect(asked).toHaveLength(1);
  });

  it('reports the response of a registry that refuses right bytes', async () => {
    await pushImage(from, {}, ['right']);
    const refusal = { errors: [{ code: 'DIGEST_INVALID', message: 'it can not be' }] };
    const client = createRegistryClient(there.url, {
      fetch: (url, init) =>
        init.method === 'PUT'
          ? Promise.resolve(Response.json(refusal, { status: 400 }))
          : fetch(url, init as RequestInit),
    });
    const copying = copy(registryImage(from, 'right'), registryImage(client.repository('copies/refused'), 'right'));
    await expect(copying).rejects.toMatchObject({ kind: 'response', code: 'DIGEST_INVALID' });
  });
});

describe('imageLayout', () => {
  it('continues a partial blob of another process', async () => {
    await pushImage(from, { layers: 1, layerBytes: 300_000 }, ['left']);
    const layer = (await from.manifests.read('left')).manifest?.blobs[1] as Descriptor;
    const bytes = await (await from.blobs.read(layer.digest)).bytes();
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.partial'));
    const owner = `${hostname()
      .replace(/[^A-Za-z0-9-]/g, '-')
      .slice(0, 64)}.0.00000000.partial`;
    await writeFile(join(folder, '.partial', `sha256-${layer.digest.slice(7)}.${owner}`), bytes.subarray(0, 200_000));
    const moved: number[] = [];
    await copy(registryImage(from, 'left'), imageLayout(folder, 'left'), {
      onProgress: ({ descriptor, state, bytes: position }) =>
        descriptor.digest === layer.digest && state === 'moving' && moved.push(position),
    });
    expect(moved[0]).toBeGreaterThan(200_000);
    expect(
      createHash('sha256')
        .update(await readFile(join(folder, 'blobs', 'sha256', layer.digest.slice(7))))
        .digest('hex'),
    ).toBe(layer.digest.slice(7));
    expect((await readdir(folder)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('copies to another layout in pieces, and refuses a wrong byte', async () => {
    const layerBytes = 3_500_000;
    await pushImage(from, { layers: 2, layerBytes }, ['many']);
    const layer = (await from.manifests.read('many')).manifest?.blobs[1] as Descriptor;
    const [first, second, third] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
    await copy(registryImage(from, 'many'), imageLayout(first, 'many'));
    await copy(imageLayout(first, 'many'), imageLayout(second, 'many'));
    const file = join(second, 'blobs', 'sha256', layer.digest.slice(7));
    const bytes = await readFile(file);
    expect(digestOf(bytes)).toBe(layer.digest);
    bytes.writeUInt8(bytes.readUInt8(layerBytes / 2) ^ 1, layerBytes / 2);
    await writeFile(file, bytes);
    await expect(copy(imageLayout(second, 'many'), imageLayout(third, 'many'))).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
    expect(await readdir(join(third, 'blobs', 'sha256')).catch(() => [])).not.toContain(layer.digest.slice(7));
  });

  it('begins again if the partial blob is wrong', async () => {
    await pushImage(from, { layers: 1, layerBytes: 300_000 }, ['wrong']);
    const layer = (await from.manifests.read('wrong')).manifest?.blobs[1] as Descriptor;
    const folder = await temporaryFolder();
    await mkdir(join(folder, '.partial'));
    const owner = `${hostname()
      .replace(/[^A-Za-z0-9-]/g, '-')
      .slice(0, 64)}.0.00000000.partial`;
    await writeFile(join(folder, '.partial', `sha256-${layer.digest.slice(7)}.${owner}`), Buffer.alloc(1000));
    await expect(copy(registryImage(from, 'wrong'), imageLayout(folder, 'wrong'))).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
    await copy(registryImage(from, 'wrong'), imageLayout(folder, 'wrong'));
  });

  it('moves a name to the last copy, and keeps other names', async () => {
    const folder = await temporaryFolder();
    const one = await pushImage(from, { layers: 1 }, ['n1']);
    const two = await pushImage(from, { layers: 3 }, ['n2']);
    await copy(registryImage(from, 'n1'), imageLayout(folder, 'a'));
    await copy(registryImage(from, 'n1'), imageLayout(folder, 'b'));
    await copy(registryImage(from, 'n2'), imageLayout(folder, 'a'));
    expect((await imageLayout(folder, 'a').resolve({})).digest).toBe(two.digest);
    expect((await imageLayout(folder, 'b').resolve({})).digest).toBe(one.digest);
    expect((await imageLayout(folder, one.digest).resolve({})).digest).toBe(one.digest);
    await expect(imageLayout(folder).resolve({})).rejects.toThrow('its names are: b, a');
  });

  it('refuses a folder that is not a layout', async () => {
    const folder = await temporaryFolder();
    await expect(copy(imageLayout(folder), registryImage(newRepository(), 'x'))).rejects.toMatchObject({
      kind: 'content',
    });
    await writeFile(join(folder, 'oci-layout'), '{"imageLayoutVersion":"9"}');
    await expect(imageLayout(folder).resolve({})).rejects.toMatchObject({ kind: 'content' });
    await rm(join(folder, 'oci-layout'));
  });
});
