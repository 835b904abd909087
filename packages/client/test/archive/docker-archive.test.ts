import { createWriteStream } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { gunzipSync, gzipSync } from 'node:zlib';
import { type Descriptor, mediaTypes } from '@lading/core';
import type { RunningRegistry } from '@lading/server/testing';
import tar from 'tar-stream';
import { copy, createRegistryClient, openImageArchive, registryImage } from '../../src/index.js';
import { startMemoryRegistry } from '../start-memory-registry.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

let registry: RunningRegistry;

beforeAll(async () => {
  registry = await startMemoryRegistry();
});
afterAll(() => registry.stop());
afterEach(removeTemporaryFolders);

interface SavedImage {
  readonly tags: readonly string[] | null;
  readonly layers: readonly string[];
}

/** An archive as `docker save` of before version 25 writes it: a layer that repeats is a link to the first. */
async function saveImages(path: string, images: readonly SavedImage[]): Promise<void> {
  const pack = tar.pack();
  const manifest = images.map(({ tags, layers }, image) => {
    const config = `config-${image}.json`;
    pack.entry({ name: config }, JSON.stringify({ architecture: 'amd64', os: 'linux', image }));
    const names = layers.map((layer, index) => {
      const name = `${image}-${index}/layer.tar`;
      const first = layers.indexOf(layer);
      if (first < index) pack.entry({ name, type: 'symlink', linkname: `../${image}-${first}/layer.tar` });
      else pack.entry({ name }, layer);
      return name;
    });
    return { Config: config, RepoTags: tags, Layers: names };
  });
  pack.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
  pack.finalize();
  await pipeline(pack, createWriteStream(path));
}

describe('openImageArchive', () => {
  it('reads an archive of docker save, and compresses its layers', async () => {
    const path = join(await temporaryFolder(), 'saved.tar');
    await saveImages(path, [{ tags: ['alpine:3'], layers: ['one', 'two', 'one'] }]);
    const source = await openImageArchive(path);
    const repository = createRegistryClient(registry.url).repository('saved');
    await copy(source, registryImage(repository, 'v1'));
    await source.close();
    const { bytes, descriptor } = await repository.manifests.read('v1');
    const { config, layers } = JSON.parse(Buffer.from(bytes).toString()) as {
      config: Descriptor;
      layers: Descriptor[];
    };
    expect([descriptor.mediaType, config.mediaType, layers.length]).toEqual([
      mediaTypes.imageManifest,
      mediaTypes.imageConfig,
      3,
    ]);
    const contents = await Promise.all(
      layers.map(async ({ digest }) => gunzipSync(await (await repository.blobs.read(digest)).bytes()).toString()),
    );
    expect(contents).toEqual(['one', 'two', 'one']);
  });

  it('finds an image by each form of its name', async () => {
    const path = join(await temporaryFolder(), 'saved.tar');
    await saveImages(path, [
      { tags: ['alpine:3'], layers: ['one'] },
      { tags: ['ghcr.io/team/app:v1'], layers: ['two'] },
      { tags: null, layers: ['three'] },
    ]);
    for (const reference of ['alpine:3', 'docker.io/library/alpine:3', 'ghcr.io/team/app:v1'])
      await (await openImageArchive(path, reference)).close();
    await expect(openImageArchive(path)).rejects.toThrow('it has: alpine:3, ghcr.io/team/app:v1');
    await expect(openImageArchive(path, 'alpine:4')).rejects.toMatchObject({ kind: 'not-found' });
  });

  it('reads an archive with gzip', async () => {
    const folder = await temporaryFolder();
    await saveImages(join(folder, 'saved.tar'), [{ tags: null, layers: ['one'] }]);
    await writeFile(join(folder, 'saved.tar.gz'), gzipSync(await readFile(join(folder, 'saved.tar'))));
    const source = await openImageArchive(join(folder, 'saved.tar.gz'));
    expect((await source.resolve({})).mediaType).toBe(mediaTypes.imageManifest);
    await source.close();
  });

  it.each<[string, unknown]>([
    ['names a file outside', [{ Config: '../../etc/passwd', RepoTags: null, Layers: [] }]],
    ['names a file that is missing', [{ Config: 'none', RepoTags: null, Layers: [] }]],
    ['names a folder', [{ Config: '.', RepoTags: null, Layers: [] }]],
    ['is of another form', { Config: 'x' }],
    ['has no images', []],
    ['has layers that are no names', [{ Config: 'manifest.json', RepoTags: null, Layers: [7] }]],
  ])('refuses an archive whose manifest.json %s', async (_, manifest) => {
    const path = join(await temporaryFolder(), 'bad.tar');
    const pack = tar.pack();
    pack.entry({ name: 'manifest.json' }, JSON.stringify(manifest));
    pack.finalize();
    await pipeline(pack, createWriteStream(path));
    await expect(openImageArchive(path)).rejects.toMatchObject({ kind: 'content' });
  });

  it('refuses an archive of something else', async () => {
    const path = join(await temporaryFolder(), 'other.tar');
    const pack = tar.pack();
    pack.entry({ name: 'readme' }, 'x');
    pack.finalize();
    await pipeline(pack, createWriteStream(path));
    await expect(openImageArchive(path)).rejects.toMatchObject({ kind: 'content' });
  });
});
