import { createReadStream } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptedRegistry } from '@lading/conformance';
import { digestOf, mediaTypes } from '@lading/core';
import {
  copy,
  createRegistryClient,
  type ImageTarget,
  imageArchiveTarget,
  imageLayout,
  openImageArchive,
  registryImage,
  unpack,
} from '../../src/index.js';
import { someBytes } from '../sample-image.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

let registry: ScriptedRegistry;

beforeEach(async () => {
  registry = await ScriptedRegistry.start();
});
afterEach(async () => {
  await registry.stop();
  await removeTemporaryFolders();
});

function putImage(tag: string): { readonly digest: string; readonly layer: string } {
  const [config, layer] = [Buffer.from(JSON.stringify({ os: 'linux', tag })), someBytes(tag, 3_000_000)];
  const describe = (bytes: Buffer, mediaType: string) => ({
    mediaType,
    digest: registry.putBlob(bytes),
    size: bytes.length,
  });
  const digest = registry.putManifest(
    {
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      config: describe(config, mediaTypes.imageConfig),
      layers: [describe(layer, mediaTypes.layerTar)],
    },
    tag,
  );
  return { digest, layer: digestOf(layer) };
}

const source = (tag: string) =>
  registryImage(createRegistryClient(registry.url, { retry: { attempts: 1 } }).repository('team/app'), tag);

/** Copies into an archive, as the command does. */
async function copyInto(path: string, tag: string, name?: string, format?: 'oci' | 'docker'): Promise<void> {
  const target: ImageTarget & { leave(): Promise<void> } = await imageArchiveTarget(path, name, { format });
  await copy(source(tag), target).catch(async (error: unknown) => {
    await target.leave();
    throw error;
  });
}

function breakOnce(digest: string): void {
  let isBroken = true;
  registry.learn((request) => {
    if (!isBroken || request.method !== 'GET' || !request.path.endsWith(digest)) return undefined;
    isBroken = false;
    return { ...registry.honest(request), cutAfter: 2_000_000 };
  });
}

describe('imageArchiveTarget', () => {
  it('continues an earlier copy', async () => {
    const { layer, digest } = putImage('v1');
    breakOnce(layer);
    const folder = await temporaryFolder();
    const path = join(folder, 'app.tar');
    await expect(copyInto(path, 'v1')).rejects.toMatchObject({ kind: 'connection' });
    expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.app\.tar\..*\.partial$/)]);
    await copyInto(path, 'v1');
    expect(
      Number(/^bytes=(\d+)-$/.exec(registry.asked('GET', layer).at(-1)?.headers.range ?? '')?.[1]),
    ).toBeGreaterThan(0);
    expect(await readdir(folder)).toEqual(['app.tar']);
    const archive = await openImageArchive(path);
    expect((await archive.resolve({})).digest).toBe(digest);
    await archive.close();
  });

  it('leaves no files if nothing arrived', async () => {
    const folder = await temporaryFolder();
    await expect(copyInto(join(folder, 'app.tar'), 'none')).rejects.toMatchObject({ status: 404 });
    expect(await readdir(folder)).toEqual([]);
  });

  it('contains no files that an earlier copy of another image left', async () => {
    const [first, second] = [putImage('v1'), putImage('v2')];
    breakOnce(first.layer);
    const folder = await temporaryFolder();
    const path = join(folder, 'app.tar');
    await expect(copyInto(path, 'v1')).rejects.toMatchObject({ kind: 'connection' });
    await copyInto(path, 'v2');
    const out = join(folder, 'out');
    await unpack(createReadStream(path), out);
    const names = (await readdir(join(out, 'blobs', 'sha256'))).map((name) => `sha256:${name}`);
    expect(names).toHaveLength(3);
    expect(names).toEqual(expect.arrayContaining([second.digest, second.layer]));
    expect((await readdir(out)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  });

  it('can be read by docker load too', async () => {
    const { digest, layer } = putImage('v1');
    const folder = await temporaryFolder();
    await copyInto(join(folder, 'app.tar'), 'v1', 'team/app:1', 'docker');
    const out = join(folder, 'out');
    await unpack(createReadStream(join(folder, 'app.tar')), out);
    const [image] = JSON.parse(await readFile(join(out, 'manifest.json'), 'utf8'));
    expect(image.RepoTags).toEqual(['docker.io/team/app:1']);
    expect(image.Layers).toEqual([`blobs/sha256/${layer.slice(7)}`]);
    expect(JSON.parse(await readFile(join(out, image.Config), 'utf8'))).toMatchObject({ os: 'linux' });
    expect((await imageLayout(out, 'team/app:1').resolve({})).digest).toBe(digest);
  });

  it('refuses an index for docker load before it reads content', async () => {
    const { digest } = putImage('v1');
    const entry = { mediaType: mediaTypes.imageManifest, digest, size: registry.manifests.get(digest)?.bytes.length };
    registry.putManifest({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [entry] }, 'index');
    const folder = await temporaryFolder();
    await expect(copyInto(join(folder, 'app.tar'), 'index', 'app:1', 'docker')).rejects.toMatchObject({
      kind: 'content',
    });
    expect([registry.asked('GET', '/blobs/').length, await readdir(folder)]).toEqual([0, []]);
  });
});
