import { chmod, mkdir, readdir, readFile, symlink, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ScriptedRegistry } from '@lading/conformance';
import { type Descriptor, mediaTypes } from '@lading/core';
import type { RunningRegistry } from '@lading/server/testing';
import { createRegistryClient, pullArtifact, pushArtifact, type RepositoryClient } from '../../src/index.js';
import { collect, pushImage, someBytes } from '../sample-image.js';
import { startMemoryRegistry } from '../start-memory-registry.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

let registry: RunningRegistry;
let repository: RepositoryClient;

beforeAll(async () => {
  registry = await startMemoryRegistry();
  repository = createRegistryClient(registry.url).repository('team/artifacts');
});
afterAll(() => registry.stop());
afterEach(removeTemporaryFolders);

/** The same tree each time, made in another order and at another time. */
async function makeTree(folder: string, order: readonly string[], seconds: number): Promise<string> {
  const root = join(folder, 'site');
  await mkdir(join(root, 'deep', 'er'), { recursive: true });
  for (const name of order) {
    await writeFile(join(root, name), `content of ${name}`);
    await utimes(join(root, name), seconds, seconds);
  }
  await chmod(join(root, 'run'), 0o775);
  await symlink('run', join(root, 'link'));
  return root;
}

describe('pushArtifact', () => {
  it('compresses a folder to the same bytes each time, and restores it', async () => {
    const [one, two, out] = [await temporaryFolder(), await temporaryFolder(), await temporaryFolder()];
    const first = await pushArtifact(repository, [{ path: await makeTree(one, ['a', 'run', 'deep/er/b'], 1_000) }], {
      tags: ['site'],
    });
    const second = await pushArtifact(repository, [{ path: await makeTree(two, ['deep/er/b', 'run', 'a'], 900_000) }]);
    expect(second.digest).toBe(first.digest);
    expect(await pullArtifact(repository, 'site', out)).toEqual(['site']);
    expect((await readdir(join(out, 'site'))).sort()).toEqual(['a', 'deep', 'link', 'run']);
    expect(await readFile(join(out, 'site', 'deep/er/b'), 'utf8')).toBe('content of deep/er/b');
    expect(await readFile(join(out, 'site', 'link'), 'utf8')).toBe('content of run');
  });

  it('attaches files to a subject', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'sbom.json'), '{}');
    const subject = await pushImage(repository);
    const files = [{ path: join(folder, 'sbom.json'), title: 'docs/sbom.json', mediaType: 'application/json' }];
    const artifact = await pushArtifact(repository, files, {
      artifactType: 'type/sbom',
      subject,
      annotations: { 'org.example': 'x' },
    });
    const referrers = await collect(repository.referrers(subject.digest, { artifactType: 'type/sbom' }));
    expect(referrers).toEqual([{ ...artifact, artifactType: 'type/sbom', annotations: { 'org.example': 'x' } }]);
    await pullArtifact(repository, artifact.digest, folder);
    expect(await readFile(join(folder, 'docs/sbom.json'), 'utf8')).toBe('{}');
  });

  it('may have no files', async () => {
    const artifact = await pushArtifact(repository, []);
    expect(await pullArtifact(repository, artifact.digest, await temporaryFolder())).toEqual([]);
  });
});

describe('pullArtifact', () => {
  it.each(['../escape', '/escape', 'a/../../escape', '..\\escape', 'C:/escape', '.', ''])(
    'writes nothing under the title %j',
    async (title) => {
      const outer = await temporaryFolder();
      const inside = join(outer, 'inside');
      await mkdir(inside);
      const layer = await repository.blobs.push(Buffer.from('x'));
      const config = await repository.blobs.push(Buffer.from('{}'), { mediaType: mediaTypes.empty });
      const annotations = { 'org.opencontainers.image.title': title };
      const manifest = {
        schemaVersion: 2,
        mediaType: mediaTypes.imageManifest,
        artifactType: 'x/y',
        config,
        layers: [{ ...layer, annotations }],
      };
      const { digest } = await repository.manifests.push(manifest);
      await expect(pullArtifact(repository, digest, inside)).rejects.toMatchObject({ kind: 'content' });
      expect([await readdir(outer), await readdir(inside)]).toEqual([['inside'], []]);
    },
  );

  it('continues an earlier pull, and reports its progress', async () => {
    const scripted = await ScriptedRegistry.start();
    const content = someBytes('artifact', 3_000_000);
    const layer = { mediaType: 'x/y', digest: scripted.putBlob(content), size: content.length };
    const annotations = { 'org.opencontainers.image.title': 'large' };
    const config = { mediaType: mediaTypes.empty, digest: scripted.putBlob(Buffer.from('{}')), size: 2 };
    const fields = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, artifactType: 'x/y' };
    scripted.putManifest({ ...fields, config, layers: [{ ...layer, annotations }] }, 'v1');
    scripted.learn((request) => {
      const isLayer = request.path.endsWith(layer.digest) && request.headers.range === undefined;
      return isLayer ? { ...scripted.honest(request), cutAfter: 2_000_000 } : undefined;
    });
    const out = await temporaryFolder();
    const from = createRegistryClient(scripted.url, { retry: { attempts: 1 } }).repository('team/app');
    await expect(pullArtifact(from, 'v1', out)).rejects.toMatchObject({ kind: 'connection' });
    expect(await readdir(out)).toEqual(['.partial']);
    const states: string[] = [];
    await pullArtifact(from, 'v1', out, { onProgress: (_, { state }) => states.push(state) });
    const [, rest] = scripted.asked('GET', layer.digest);
    expect(Number(/^bytes=(\d+)-$/.exec(rest?.headers.range ?? '')?.[1])).toBeGreaterThan(1_000_000);
    expect([await readdir(out), content.equals(await readFile(join(out, 'large'))), states.at(-1)]).toEqual([
      ['large'],
      true,
      'done',
    ]);
    await scripted.stop();
  });

  it('writes two files of the same content', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, 'one'), 'same');
    const files = ['one', 'two'].map((title) => ({ path: join(folder, 'one'), title }));
    const { digest }: Descriptor = await pushArtifact(repository, files);
    const out = await temporaryFolder();
    expect(await pullArtifact(repository, digest, out)).toEqual(['one', 'two']);
    expect((await readdir(out)).sort()).toEqual(['one', 'two']);
  });
});
