import { type MetadataStore, matchesDigest, type RepositoryName } from '@lading/core';
import type { MetadataWorld } from './metadata-world.js';

const everything = { limit: 1000 };

/** The invariants that are broken, when no operation runs any more. */
export async function brokenInvariants(world: MetadataWorld, store: MetadataStore): Promise<readonly string[]> {
  const broken: string[] = [];
  for (const repository of world.repositories) {
    broken.push(...(await brokenTags(world, store, repository)));
    broken.push(...(await brokenManifests(world, store, repository)));
    broken.push(...(await brokenReferrers(world, store, repository)));
  }
  return [...broken, ...(await brokenList(world, store))];
}

/** No tag without its manifest, and no list without a tag. */
async function brokenTags(
  { tags }: MetadataWorld,
  store: MetadataStore,
  repository: RepositoryName,
): Promise<string[]> {
  const broken: string[] = [];
  const { items } = await store.tags.list(repository, everything);
  for (const tag of tags) {
    const found = await store.manifests.find(repository, { kind: 'tag', tag });
    const bytes = found && (await store.manifests.read(repository, found.digest));
    if (found !== undefined && !(bytes && matchesDigest(bytes, found.digest)))
      broken.push(`the tag ${tag} of ${repository} has no manifest`);
    if (items.includes(tag) !== (found !== undefined)) broken.push(`the list is wrong about ${tag} of ${repository}`);
  }
  return broken;
}

/** No manifest without its blobs and their bytes, tagged or not. */
async function brokenManifests(world: MetadataWorld, store: MetadataStore, name: RepositoryName): Promise<string[]> {
  const broken: string[] = [];
  for (const manifest of world.manifests)
    if (await world.hasManifest(store, name, manifest.digest))
      broken.push(...(await world.missingBlobs(store, name, manifest)));
  return broken;
}

/** Exactly the referrers that exist are listed. */
async function brokenReferrers(world: MetadataWorld, store: MetadataStore, name: RepositoryName): Promise<string[]> {
  const listed = new Set<string>();
  for (const subject of new Set(world.referrers.map((manifest) => manifest.subject?.digest)))
    if (subject !== undefined) {
      const { items } = await store.referrers.list(name, subject, { ...everything, maximumBytes: 1_000_000 });
      for (const { digest } of items) listed.add(digest);
    }
  const broken: string[] = [];
  for (const { digest } of world.referrers)
    if ((await world.hasManifest(store, name, digest)) !== listed.has(digest))
      broken.push(`the referrer ${digest} of ${name} is ${listed.has(digest) ? '' : 'not '}listed`);
  return broken;
}

/** Exactly the repositories with content are listed. */
async function brokenList(world: MetadataWorld, store: MetadataStore): Promise<string[]> {
  const { items } = await store.repositories.list(everything);
  const broken: string[] = [];
  for (const name of world.repositories)
    if ((await store.repositories.has(name)) !== items.includes(name)) broken.push(`the list is wrong about ${name}`);
  return broken;
}
