import { type Descriptor, digestOf } from '../harness/image.js';
import { expectStatus, getJson, locationOf, send } from '../harness/push-and-pull.js';
import type { Untagged } from './content.js';

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

interface Manifest {
  readonly type: string | null;
  readonly bytes: Buffer;
}

/** What a registry has, without the broken repositories `zzz/…`. */
export interface RegistryContent {
  readonly repositories: readonly string[];
  /** The digest of each `repository:tag`. */
  readonly tags: Map<string, string>;
  /** The manifest of each `repository@digest`. */
  readonly manifests: Map<string, Manifest>;
  /** The digest of each `repository@digest`. */
  readonly blobs: Map<string, string>;
}

interface References {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
  readonly subject?: Descriptor;
}

/** Reads the repositories, the tags, every manifest that a tag or `untagged` leads to, and the digests of their blobs. */
export async function readRegistry(url: string, untagged: readonly Untagged[]): Promise<RegistryContent> {
  const repositories = await listRepositories(url);
  const content = {
    repositories,
    tags: new Map<string, string>(),
    manifests: new Map<string, Manifest>(),
    blobs: new Map<string, string>(),
  };
  for (const repository of repositories)
    for (const tag of await listTags(url, repository))
      content.tags.set(`${repository}:${tag}`, await readManifest(url, repository, tag, content));
  for (const { repository, digest } of untagged) await readManifest(url, repository, digest, content);
  return content;
}

async function listRepositories(url: string): Promise<string[]> {
  const { repositories } = await getJson<{ repositories: string[] }>(`${url}/v2/_catalog?n=1000`);
  return repositories.filter((name) => !name.startsWith('zzz/'));
}

/** Distribution answers 404 for a repository without a tag. */
async function listTags(url: string, repository: string): Promise<readonly string[]> {
  const answer = await send('GET', `${url}/v2/${repository}/tags/list`);
  if (answer.status === 404) return [];
  return (JSON.parse(answer.body.toString('utf8')) as { tags: string[] | null }).tags ?? [];
}

/** Reads a manifest and everything that it leads to. Resolves to its digest. */
async function readManifest(
  url: string,
  repository: string,
  reference: string,
  content: RegistryContent,
): Promise<string> {
  const manifest = await getManifest(url, repository, reference);
  const digest = digestOf(manifest.bytes);
  if (content.manifests.has(`${repository}@${digest}`)) return digest;
  content.manifests.set(`${repository}@${digest}`, manifest);
  const { config, layers = [], manifests = [], subject } = JSON.parse(manifest.bytes.toString('utf8')) as References;
  for (const blob of [config, ...layers])
    if (blob !== undefined) content.blobs.set(`${repository}@${blob.digest}`, blob.digest);
  for (const each of [...manifests, subject])
    if (each !== undefined) await readManifest(url, repository, each.digest, content);
  return digest;
}

async function getManifest(url: string, repository: string, reference: string): Promise<Manifest> {
  const headers = { accept: manifestTypes };
  const answer = expectStatus(await send('GET', `${url}/v2/${repository}/manifests/${reference}`, { headers }), 200);
  return { type: answer.headers.get('content-type'), bytes: answer.body };
}

/** Lists what another registry does not have in the same way. More tags are no difference. */
export async function findDifferences(wanted: RegistryContent, url: string): Promise<string[]> {
  const differences: string[] = [];
  const names = JSON.stringify(await listRepositories(url));
  if (names !== JSON.stringify(wanted.repositories)) differences.push(`repositories ${names}`);
  for (const [name, digest] of wanted.tags) {
    const [repository = '', tag = ''] = name.split(':');
    const { bytes } = await getManifest(url, repository, tag);
    if (digestOf(bytes) !== digest) differences.push(name);
  }
  for (const [name, manifest] of wanted.manifests) {
    const [repository = '', digest = ''] = name.split('@');
    const { type, bytes } = await getManifest(url, repository, digest);
    if (type !== manifest.type || !bytes.equals(manifest.bytes)) differences.push(`${name}, ${type}`);
  }
  for (const [name, digest] of wanted.blobs) {
    const [repository = ''] = name.split('@');
    if (digestOf(await getBlob(url, repository, digest)) !== digest) differences.push(name);
  }
  return differences;
}

/** Reads a blob from S3 if the registry redirects there. */
async function getBlob(url: string, repository: string, digest: string): Promise<Buffer> {
  const answer = await send('GET', `${url}/v2/${repository}/blobs/${digest}`);
  if (answer.status !== 307) return expectStatus(answer, 200).body;
  return expectStatus(await send('GET', locationOf(answer)), 200).body;
}
