import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { digestOf, imageManifestType, makeImage } from '../harness/image.mjs';
import { createClients } from '../harness/oci-clients.mjs';
import { writeIndexLayout } from '../harness/oci-layout.mjs';
import { expectStatus, pushBlob, pushImage, send } from '../harness/push-and-pull.mjs';

const brokenImage = makeImage('broken', [5000]);
const lostImage = makeImage('lost', [6000]);
const halfImage = makeImage('half', [7000]);

/** Images, indexes, artifacts with a subject and without, one blob in several repositories, deletions; and what will break. */
export async function fill({ url, host, version }, home) {
  const { pushAndPull, run } = await createClients(home, host);
  const one = makeImage('one', [4096, 3_000_000]);
  await pushImage(url, 'library/one', 'v1', one);
  await pushImage(url, 'library/one', 'latest', one);
  await run('crane', 'copy', '--insecure', `${host}/library/one:v1`, `${host}/mirror/deep/er/one:v1`);

  const layout = join(home, 'layout');
  const platforms = ['amd64', 'arm64'].map((architecture) => ({
    image: makeImage(architecture),
    mediaType: imageManifestType,
    platform: { os: 'linux', architecture },
  }));
  writeIndexLayout(layout, 'v1', platforms);
  await pushAndPull.crane.push(layout, 'v1', `${host}/team/multi:by-crane`);
  await pushAndPull.oras.push(layout, 'v1', `${host}/team/multi:by-oras`);
  await pushDockerImage(url, 'library/docker', 'v2s2', makeImage('docker'));
  const untagged = makeImage('untagged');
  await pushImage(url, 'library/without-tags', untagged.digest, untagged);

  const file = join(home, 'sbom.json');
  writeFileSync(file, '{"components":[]}');
  const type = 'application/vnd.example.sbom';
  const oras = (...parameters) => run('oras', ...parameters, '--disable-path-validation', `${file}:application/json`);
  await oras('attach', '--plain-http', '--artifact-type', type, `${host}/library/one:v1`);
  await oras('push', '--plain-http', '--artifact-type', 'application/vnd.example.thing', `${host}/artifacts/thing:1`);

  const gone = makeImage('gone', [2000]);
  await pushImage(url, 'library/one', 'gone', gone);
  expectStatus(await send('DELETE', `${url}/v2/library/one/manifests/${gone.digest}`), 202);
  const deleted = [`library/one/manifests/${gone.digest}`, 'library/one/manifests/gone'];
  if (/v3/.test(version)) {
    await pushImage(url, 'library/one', 'untagged', one);
    expectStatus(await send('DELETE', `${url}/v2/library/one/manifests/untagged`), 202);
    deleted.push('library/one/manifests/untagged');
  }
  for (const image of [brokenImage, lostImage, halfImage]) await pushImage(url, `zzz/${image.seed}`, 'v1', image);
  return {
    version,
    deleted,
    untagged: [{ repository: 'library/without-tags', digest: untagged.digest }],
    subject: { repository: 'library/one', digest: one.digest, type },
  };
}

async function pushDockerImage(url, repository, tag, image) {
  for (const blob of image.blobs) await pushBlob(url, repository, blob);
  const { config, layers } = JSON.parse(image.manifest);
  const mediaType = 'application/vnd.docker.distribution.manifest.v2+json';
  const body = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType,
      config: { ...config, mediaType: 'application/vnd.docker.container.image.v1+json' },
      layers: layers.map((layer) => ({ ...layer, mediaType: 'application/vnd.docker.image.rootfs.diff.tar.gzip' })),
    }),
  );
  const headers = { 'content-type': mediaType };
  expectStatus(await send('PUT', `${url}/v2/${repository}/manifests/${tag}`, { headers, body }), 201);
}

/** What years of disks, crashes and hands leave there. Everything of it is in `zzz/…` or has a name of its own. */
export async function breakContent({ write, remove }) {
  const registry = 'docker/registry/v2';
  const repositories = `${registry}/repositories`;
  const data = (digest) => `${registry}/blobs/sha256/${digest.slice(7, 9)}/${digest.slice(7)}/data`;
  const [, layer] = brokenImage.blobs;
  await write(data(layer.digest), Buffer.alloc(layer.bytes.length, 'x'));
  await remove(data(lostImage.blobs[1].digest));
  await write(data(halfImage.digest), halfImage.manifest.subarray(0, 100));
  const tags = `${repositories}/library/one/_manifests/tags`;
  await write(`${tags}/empty/current/link`, '');
  await write(`${tags}/dangling/current/link`, digestOf('nobody has this'));
  await write(`${repositories}/UPPER/_manifests/tags/a/current/link`, digestOf('nobody has this'));
  await write(`${repositories}/a-file`, 'of somebody');
  const always = [
    'zzz/lost@',
    'zzz/lost:v1',
    'zzz/half@',
    'zzz/half:v1',
    'library/one:empty',
    'library/one:dangling',
    'UPPER',
  ];
  // Only who reads a blob sees that it has another digest.
  const onlyRead = [`zzz/broken@${layer.digest}`, `zzz/broken@${brokenImage.digest}`, 'zzz/broken:v1'];
  return {
    seenByDryRun: always,
    seen: [...always, ...onlyRead],
    skipped: always.length + onlyRead.length,
    tagsOnlyOnTheSurface: 1,
  };
}
