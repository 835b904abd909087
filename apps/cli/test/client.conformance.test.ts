import { createRegistryClient } from '@lading/client';
import { describeClient } from '@lading/conformance';
import { chooseFetch } from '../src/registry/choose-fetch.js';

// The same cases as the library's own, with each fetch that the command may give it.
describe.each([
  ['lading', await chooseFetch({}, {})],
  ['lading --no-large-reads', await chooseFetch({ largeReads: false }, {})],
])('%s', (name, fetch) =>
  describeClient(name, ({ registry, repository, credentials, onWarning }) => {
    const client = createRegistryClient(registry, {
      fetch,
      credentials,
      retry: { attempts: 4, firstDelayMilliseconds: 5 },
      timeoutMilliseconds: 5000,
      onWarning: ({ text }) => onWarning?.(text),
    }).repository(repository);
    return {
      statManifest: async (reference) => {
        const found = await client.manifests.stat(reference);
        return found === undefined ? undefined : { digest: found.digest, size: found.size };
      },
      readManifest: async (reference) => {
        const { descriptor, bytes } = await client.manifests.read(reference);
        return { digest: descriptor.digest, mediaType: descriptor.mediaType, bytes };
      },
      pushManifest: async (bytes, mediaType, tag) => {
        await client.manifests.push(bytes, { mediaType, tags: tag === undefined ? [] : [tag] });
      },
      deleteManifest: (digest) => client.manifests.delete(digest),
      statBlob: async (digest) => (await client.blobs.stat(digest))?.size,
      readBlob: async (digest, size) => (await client.blobs.read(digest, { size })).bytes(),
      pushBlob: async (bytes) => {
        await client.blobs.push(bytes);
      },
      mountBlob: (digest, from) => client.blobs.mount(digest, from),
      listTags: () => collect(client.tags.list()),
      listReferrers: async (subject, artifactType) =>
        (await collect(client.referrers(subject, { artifactType }))).map(({ digest }) => digest),
    };
  }),
);

async function collect<Item>(items: AsyncIterable<Item>): Promise<readonly Item[]> {
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  return all;
}
