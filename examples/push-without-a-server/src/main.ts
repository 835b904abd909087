import { digestOf, mediaTypes, parseRepositoryName, parseTag } from '@lading/core';
import { createEngine } from '@lading/engine';
import { MemoryBlobStore, MemoryMetadataStore } from '@lading/storage';

const metadataStore = new MemoryMetadataStore();
const engine = createEngine({ blobStore: new MemoryBlobStore(), metadataStore });
const context = { identity: { kind: 'user', name: 'ada' }, requestId: 'example' } as const;
const repository = parseRepositoryName('engines/difference');
const tag = parseTag('v1');

const config = Buffer.from('{}');
const descriptor = { mediaType: mediaTypes.imageConfig, digest: digestOf(config), size: config.byteLength };
await engine.uploads.push(context, { repository, digest: descriptor.digest, bytes: streamOf(config) });
const image = { schemaVersion: 2, mediaType: mediaTypes.imageManifest, config: descriptor, layers: [] };
await engine.manifests.push(context, { repository, bytes: Buffer.from(JSON.stringify(image)), tags: [tag] });

const manifest = await engine.manifests.find(context, repository, { kind: 'tag', tag });
console.log(`pulled ${(await engine.manifests.read(context, repository, manifest)).byteLength} bytes`);
const { items } = await metadataStore.changes.read({ limit: 10 });
for (const { kind, actor } of items) console.log(`${kind} by ${actor.name}`);
await engine.close();

async function* streamOf(bytes: Uint8Array) {
  yield bytes;
}
