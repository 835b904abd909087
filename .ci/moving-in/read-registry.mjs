import { digestOf } from '../harness/image.mjs';
import { expectStatus, send } from '../harness/push-and-pull.mjs';

const manifestTypes = [
  'application/vnd.oci.image.manifest.v1+json',
  'application/vnd.oci.image.index.v1+json',
  'application/vnd.docker.distribution.manifest.v2+json',
  'application/vnd.docker.distribution.manifest.list.v2+json',
].join(', ');

/** What a registry has, but `zzz/…`: repositories, tags, every manifest that a tag or `untagged` leads to, every blob. */
export async function readRegistry(url, untagged) {
  const { repositories } = await readJson(`${url}/v2/_catalog?n=1000`);
  const content = {
    repositories: withoutBroken(repositories),
    tags: new Map(),
    manifests: new Map(),
    blobs: new Map(),
  };
  for (const repository of content.repositories) {
    for (const tag of await listTags(url, repository))
      content.tags.set(`${repository}:${tag}`, await readManifest(url, repository, tag, content));
  }
  for (const { repository, digest } of untagged) await readManifest(url, repository, digest, content);
  return content;
}

/** Where nothing has a tag, Distribution knows no such repository. */
async function listTags(url, repository) {
  const { status, body } = await send('GET', `${url}/v2/${repository}/tags/list`);
  return status === 404 ? [] : (JSON.parse(body).tags ?? []);
}

async function readManifest(url, repository, reference, content) {
  const answer = await getManifest(url, repository, reference);
  const digest = digestOf(answer.bytes);
  if (content.manifests.has(`${repository}@${digest}`)) return digest;
  content.manifests.set(`${repository}@${digest}`, answer);
  const { config, layers = [], manifests = [], subject } = JSON.parse(answer.bytes);
  for (const blob of [config, ...layers])
    if (blob !== undefined) content.blobs.set(`${repository}@${blob.digest}`, blob.digest);
  for (const each of [...manifests, subject])
    if (each !== undefined) await readManifest(url, repository, each.digest, content);
  return digest;
}

async function getManifest(url, repository, reference) {
  const headers = { accept: manifestTypes };
  const answer = expectStatus(await send('GET', `${url}/v2/${repository}/manifests/${reference}`, { headers }), 200);
  return { type: answer.headers.get('content-type'), bytes: answer.body };
}

/** What another registry has otherwise; nothing is good. More tags than there were are fine. */
export async function findDifferences(wanted, url) {
  const differences = [];
  const { repositories } = await readJson(`${url}/v2/_catalog?n=1000`);
  const names = JSON.stringify(withoutBroken(repositories));
  if (names !== JSON.stringify(wanted.repositories)) differences.push(`repositories ${names}`);
  for (const [name, digest] of wanted.tags) {
    const [repository, tag] = name.split(':');
    const { bytes } = await getManifest(url, repository, tag);
    if (digestOf(bytes) !== digest) differences.push(name);
  }
  for (const [name, manifest] of wanted.manifests) {
    const [repository, digest] = name.split('@');
    const { type, bytes } = await getManifest(url, repository, digest);
    if (type !== manifest.type || !bytes.equals(manifest.bytes)) differences.push(`${name}, ${type}`);
  }
  for (const [name, digest] of wanted.blobs) {
    const [repository] = name.split('@');
    if (digestOf(await getBlob(url, repository, digest)) !== digest) differences.push(name);
  }
  return differences;
}

/** Straight from S3, if the registry sends us there. */
async function getBlob(url, repository, digest) {
  const answer = await send('GET', `${url}/v2/${repository}/blobs/${digest}`);
  if (answer.status !== 307) return expectStatus(answer, 200).body;
  return expectStatus(await send('GET', answer.headers.get('location')), 200).body;
}

function withoutBroken(repositories) {
  return repositories.filter((name) => !name.startsWith('zzz/'));
}

async function readJson(url) {
  return JSON.parse(expectStatus(await send('GET', url), 200).body);
}
