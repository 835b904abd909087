import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Blob, type Descriptor, digestOf, type Image, makeImage } from '../harness/image.js';
import { createClients, type OciClients } from '../harness/oci-clients.js';
import { writePlatformsLayout } from '../harness/oci-layout.js';
import { expectStatus, pushBlob, pushImage, send } from '../harness/push-and-pull.js';
import type { Place } from './place.js';

const brokenImage = makeImage('broken', [5000]);
const lostImage = makeImage('lost', [6000]);
const halfImage = makeImage('half', [7000]);
const sbomType = 'application/vnd.example.sbom';

/** A manifest that no tag leads to. */
export interface Untagged {
  readonly repository: string;
  readonly digest: string;
}

/** What a registry was filled with, beyond what its lists tell. */
export interface Filled {
  readonly untagged: readonly Untagged[];
  /** The paths of deleted manifests below `/v2/`. */
  readonly deleted: readonly string[];
  /** An image, and the type of the only artifact that refers to it. */
  readonly subject: { readonly repository: string; readonly digest: string; readonly type: string };
}

/** A registry to fill. */
export interface Target {
  readonly url: string;
  readonly host: string;
  readonly deletesTags: boolean;
}

/**
 * Pushes images, indexes, artifacts with a subject and without, and one blob in several repositories; deletes some; and
 * pushes images that `breakContent` breaks.
 * @param home has the settings of the clients
 */
export async function fill(target: Target, home: string): Promise<Filled> {
  const { url, host } = target;
  const clients = await createClients(home, host);
  const one = makeImage('one', [4096, 3_000_000]);
  await pushImage(url, 'library/one', 'v1', one);
  await pushImage(url, 'library/one', 'latest', one);
  await clients.run('crane', 'copy', '--insecure', `${host}/library/one:v1`, `${host}/mirror/deep/er/one:v1`);
  await pushPlatforms(clients, host, join(home, 'layout'));
  await pushDockerImage(url, 'library/docker', 'v2s2', makeImage('docker'));
  const untagged = makeImage('untagged');
  await pushImage(url, 'library/without-tags', untagged.digest, untagged);
  await pushArtifacts(clients, host, join(home, 'sbom.json'));
  const deleted = await deleteSome(target, one);
  for (const image of [brokenImage, lostImage, halfImage]) await pushImage(url, `zzz/${image.seed}`, 'v1', image);
  return {
    deleted,
    untagged: [{ repository: 'library/without-tags', digest: untagged.digest }],
    subject: { repository: 'library/one', digest: one.digest, type: sbomType },
  };
}

async function pushPlatforms({ pushAndPull }: OciClients, host: string, layout: string): Promise<void> {
  writePlatformsLayout(layout);
  await pushAndPull.crane.push(layout, 'v1', `${host}/team/multi:by-crane`);
  await pushAndPull.oras.push(layout, 'v1', `${host}/team/multi:by-oras`);
}

async function pushDockerImage(url: string, repository: string, tag: string, image: Image): Promise<void> {
  for (const blob of image.blobs) await pushBlob(url, repository, blob);
  const manifest = JSON.parse(image.manifest.toString('utf8')) as { config: Descriptor; layers: Descriptor[] };
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const layerType = 'application/vnd.docker.image.rootfs.diff.tar.gzip';
  const config = { ...manifest.config, mediaType: 'application/vnd.docker.container.image.v1+json' };
  const layers = manifest.layers.map((layer) => ({ ...layer, mediaType: layerType }));
  const body = JSON.stringify({ schemaVersion: 2, mediaType, config, layers });
  const request = { headers: { 'content-type': mediaType }, body };
  expectStatus(await send('PUT', `${url}/v2/${repository}/manifests/${tag}`, request), 201);
}

async function pushArtifacts({ run }: OciClients, host: string, file: string): Promise<void> {
  writeFileSync(file, '{"components":[]}');
  const oras = (command: string, type: string, reference: string) => {
    const options = ['--plain-http', '--artifact-type', type, '--disable-path-validation'];
    return run('oras', command, ...options, reference, `${file}:application/json`);
  };
  await oras('attach', sbomType, `${host}/library/one:v1`);
  await oras('push', 'application/vnd.example.thing', `${host}/artifacts/thing:1`);
}

/** Deletes some content, and resolves to its paths. */
async function deleteSome({ url, deletesTags }: Target, one: Image): Promise<string[]> {
  const gone = makeImage('gone', [2000]);
  const manifests = 'library/one/manifests';
  await pushImage(url, 'library/one', 'gone', gone);
  expectStatus(await send('DELETE', `${url}/v2/${manifests}/${gone.digest}`), 202);
  const deleted = [`${manifests}/${gone.digest}`, `${manifests}/gone`];
  if (!deletesTags) return deleted;
  await pushImage(url, 'library/one', 'untagged', one);
  expectStatus(await send('DELETE', `${url}/v2/${manifests}/untagged`), 202);
  return [...deleted, `${manifests}/untagged`];
}

/** What an import has to name as broken. */
export interface Broken {
  /** What a dry run sees, which reads no blob. */
  readonly seenByDryRun: readonly string[];
  readonly seen: readonly string[];
  /** Tags that only a dry run counts. */
  readonly tagsOnlyOnTheSurface: number;
}

/** Damages content as years of disks, crashes and manual changes do: everything in `zzz/`, and some of its own names. */
export async function breakContent({ write, remove }: Place): Promise<Broken> {
  const repositories = 'docker/registry/v2/repositories';
  const layer = layerOf(brokenImage);
  await write(dataPath(layer.digest), Buffer.alloc(layer.bytes.length, 'x'));
  await remove(dataPath(layerOf(lostImage).digest));
  await write(dataPath(halfImage.digest), halfImage.manifest.subarray(0, 100));
  const tags = `${repositories}/library/one/_manifests/tags`;
  const absent = digestOf('nobody has this');
  await write(`${tags}/empty/current/link`, '');
  await write(`${tags}/dangling/current/link`, absent);
  await write(`${repositories}/UPPER/_manifests/tags/a/current/link`, absent);
  await write(`${repositories}/a-file`, 'of somebody');
  const lost = ['zzz/lost@', 'zzz/lost:v1', 'zzz/half@', 'zzz/half:v1'];
  const seenByDryRun = [...lost, 'library/one:empty', 'library/one:dangling', 'UPPER'];
  // Only a program that reads a blob sees that it has another digest.
  const onlyRead = [`zzz/broken@${layer.digest}`, `zzz/broken@${brokenImage.digest}`, 'zzz/broken:v1'];
  return { seenByDryRun, seen: [...seenByDryRun, ...onlyRead], tagsOnlyOnTheSurface: 1 };
}

function layerOf({ blobs: [config, layer = config] }: Image): Blob {
  return layer;
}

/** The path of the bytes of a blob or manifest in a folder of Distribution. */
function dataPath(digest: string): string {
  const encoded = digest.slice('sha256:'.length);
  return `docker/registry/v2/blobs/sha256/${encoded.slice(0, 2)}/${encoded}/data`;
}
