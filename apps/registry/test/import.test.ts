import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import {
  type BlobLocation,
  type Digest,
  digestOf,
  type Identity,
  RegistryError,
  type RegistryHook,
  type RepositoryName,
  type Tag,
} from '@lading/core';
import { makeTemporaryDirectory, removeTemporaryDirectories } from '@lading/e2e/harness/temporary-directory';
import { createEngine, type EngineOptions, silentLog } from '@lading/engine';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';
import { DistributionFiles } from '../src/import/distribution-files.js';
import { ImportReport } from '../src/import/import-report.js';
import { importRepositories } from '../src/import/import-repository.js';
import { ImportTarget } from '../src/import/import-target.js';
import { FolderFiles } from '../src/import/old-files.js';

const repository = 'team/app' as RepositoryName;
const imageManifest = 'application/vnd.oci.image.manifest.v1+json';
const imageIndex = 'application/vnd.oci.image.index.v1+json';
const foreignLayer = 'application/vnd.docker.image.rootfs.foreign.diff.tar.gzip';

/** The files of a Distribution registry. */
class OldRegistry {
  readonly lines: string[] = [];
  readonly report = new ImportReport((line) => this.lines.push(line));
  readonly metadata = new MemoryMetadataStore();
  readonly blobs = new MemoryBlobStore();

  constructor(readonly root: string) {}

  async blob(content: string, mediaType = 'application/octet-stream', size = content.length) {
    const digest = await this.#link('_layers', Buffer.from(content));
    return { mediaType, digest, size };
  }

  async manifest(body: object | string, tag?: string): Promise<Digest> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const digest = await this.#link('_manifests/revisions', Buffer.from(text));
    if (tag !== undefined) await this.#write(`repositories/${repository}/_manifests/tags/${tag}/current/link`, digest);
    return digest;
  }

  async import(maximumManifestBytes = 4 * 1024 * 1024, options: Partial<EngineOptions> = {}): Promise<void> {
    const log = { ...silentLog, error: (line: string) => void this.lines.push(line) };
    const engine = createEngine({ blobStore: this.blobs, metadataStore: this.metadata, log, ...options });
    await importRepositories({
      files: new DistributionFiles(new FolderFiles(this.root)),
      target: new ImportTarget(engine, this.metadata, 'import'),
      report: this.report,
      maximumManifestBytes,
      signal: new AbortController().signal,
    });
  }

  async #link(folder: string, bytes: Buffer): Promise<Digest> {
    const digest = digestOf(bytes);
    const encoded = digest.slice('sha256:'.length);
    await this.#write(`blobs/sha256/${encoded.slice(0, 2)}/${encoded}/data`, bytes);
    await this.#write(`repositories/${repository}/${folder}/sha256/${encoded}/link`, digest);
    return digest;
  }

  async #write(path: string, content: string | Buffer): Promise<void> {
    const file = join(this.root, 'docker/registry/v2', path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, content);
  }
}

const author = { actor: { kind: 'system', name: 'test' }, requestId: 'request' } as const;

const imageOf = (config: object, ...layers: object[]) => ({
  schemaVersion: 2,
  mediaType: imageManifest,
  config,
  layers,
});
const absent = (content: string, mediaType: string) => ({
  mediaType,
  digest: digestOf(Buffer.from(content)),
  size: content.length,
});

describe('import', () => {
  const directory = makeTemporaryDirectory('registry');
  let count = 0;
  let old: OldRegistry;
  beforeEach(() => {
    count += 1;
    old = new OldRegistry(join(directory, `${count}`));
  });
  afterAll(removeTemporaryDirectories);

  it('imports manifests with wrong sizes in descriptors, with a warning for each', async () => {
    const [config, layer] = [await old.blob('{}'), await old.blob('layer')];
    const child = await old.manifest(imageOf(config, { ...layer, size: 7 }), 'wrong');
    const twice = await old.manifest(imageOf(config, layer, { ...layer, size: 8 }), 'two-sizes');
    const index = await old.manifest(
      { schemaVersion: 2, mediaType: imageIndex, manifests: [{ mediaType: imageManifest, digest: child, size: 1 }] },
      'index',
    );
    await old.import();
    for (const [tag, digest] of Object.entries({ wrong: child, 'two-sizes': twice, index }))
      expect((await old.metadata.manifests.find(repository, { kind: 'tag', tag: tag as Tag }))?.digest).toBe(digest);
    expect(old.report.counts).toMatchObject({ manifests: 3, tags: 3, skipped: 0, warnings: 3 });
    const line = (manifest: string, digest: string, size: number, storedSize: number) =>
      `team/app@${manifest}: imported, but it gives ${digest} a size of ${size} bytes, and the content has ${storedSize} bytes`;
    const childSize = JSON.stringify(imageOf(config, { ...layer, size: 7 })).length;
    expect(old.lines.toSorted()).toEqual(
      [line(child, layer.digest, 7, 5), line(twice, layer.digest, 8, 5), line(index, child, 1, childSize)].toSorted(),
    );
  });

  it('imports damaged blobs again, even if their manifest exists already', async () => {
    const [config, layer] = [await old.blob('{}'), await old.blob('layer')];
    await old.manifest(imageOf(config, layer), 'v1');
    await old.import();
    const stored = await old.metadata.blobs.find(repository, layer.digest);
    if (stored !== undefined) await old.blobs.delete(stored.location);
    await old.import();
    const repaired = await old.metadata.blobs.find(repository, layer.digest);
    expect(repaired?.location).not.toBe(stored?.location);
    expect(await old.blobs.stat(repaired?.location as BlobLocation)).toEqual({ size: layer.size });
    expect(old.lines).toEqual([expect.stringContaining(`the blob ${layer.digest} is missing at ${stored?.location}`)]);
    expect(old.report.counts).toMatchObject({ blobs: 3, manifests: 1, tags: 1, skipped: 0 });
    await old.import();
    expect(old.report.counts).toMatchObject({ blobs: 3, manifests: 1, tags: 1, skipped: 0 });
  });

  it('imports and references a foreign layer that the old registry has, and accepts that it lacks one', async () => {
    const [config, near] = [await old.blob('{}'), await old.blob('near', foreignLayer)];
    await old.manifest(imageOf(config, near, absent('far', foreignLayer)), 'windows');
    await old.import();
    expect(old.lines).toEqual([]);
    expect(await old.metadata.blobs.delete({ repository, digest: near.digest, by: author })).toBe('referenced');
  });

  it('distinguishes refused content from missing content', async () => {
    const config = await old.blob('{}');
    const schema1 = await old.manifest({ schemaVersion: 1 }, 'schema-1');
    const fraction = await old.manifest(JSON.stringify(imageOf(config)).replace('"size":2', '"size":2.0'), 'fraction');
    const lacking = await old.manifest(imageOf(config, absent('lost', 'a/b')), 'lacking');
    const long = await old.manifest(imageOf({ ...config, annotations: { a: 'a'.repeat(2000) } }), 'long');
    const index = await old.manifest({
      schemaVersion: 2,
      mediaType: imageIndex,
      manifests: [
        { mediaType: imageManifest, digest: fraction, size: 1 },
        { ...absent('gone', imageManifest), size: 1 },
      ],
    });
    await old.import(2000);
    const lost = absent('lost', 'a/b').digest;
    const refused = (digest: Digest, reason: string) => `team/app@${digest}: refused: ${reason}`;
    const tag = (name: string, digest: Digest) => `team/app:${name}: its manifest ${digest} was refused`;
    expect(old.lines).toEqual(
      expect.arrayContaining([
        refused(schema1, 'manifests of schema 1 are not accepted; convert the image to OCI'),
        refused(fraction, 'config.size is not a whole number from 0 to 9007199254740991: 2.0'),
        refused(lacking, `its blob ${lost} is missing`),
        expect.stringMatching(/refused: it has \d+ bytes, more than LADING_MAX_MANIFEST_BYTES \(2000\)$/),
        `team/app@${index}: its entry ${fraction} was refused`,
        `team/app@${index}: its entry ${absent('gone', 'a/b').digest} is missing`,
        tag('schema-1', schema1),
        tag('fraction', fraction),
        tag('lacking', lacking),
        tag('long', long),
      ]),
    );
    expect(old.report.counts).toMatchObject({ manifests: 1, tags: 0, skipped: 8 });
  });

  it('obeys the hooks and the limit of a blob, as the system', async () => {
    const [config, large] = [await old.blob('{}'), await old.blob('x'.repeat(2000))];
    const kept = await old.manifest(imageOf(config), 'kept');
    const refused = await old.manifest(imageOf({ ...config, annotations: { a: 'b' } }), 'refused');
    const tooLarge = await old.manifest(imageOf(config, large));
    const seen: Identity[] = [];
    const hook: RegistryHook = {
      async beforeManifestPush({ manifest, identity }) {
        seen.push(identity);
        if (manifest.digest === refused) throw new RegistryError('DENIED', 'not this one');
      },
    };
    await old.import(undefined, { hooks: [hook], settings: { maximumBlobBytes: 1024 } });
    expect(seen[0]).toEqual({ kind: 'system', name: 'import' });
    expect(new Set(seen).size).toBe(1);
    expect((await old.metadata.manifests.find(repository, { kind: 'tag', tag: 'kept' as Tag }))?.digest).toBe(kept);
    expect(old.lines).toEqual(
      expect.arrayContaining([
        `team/app@${refused}: refused: not this one`,
        `team/app@${large.digest}: refused: the content is longer than 1024 bytes`,
        `team/app@${tooLarge}: refused: its blob ${large.digest} was refused`,
      ]),
    );
    expect(await old.metadata.uploads.count(10)).toBe(0);
  });
});
