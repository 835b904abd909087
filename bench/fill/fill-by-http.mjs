import { imageManifestType, makeManifest, tagName } from '../content.mjs';
import { Connection, expectStatus, locationOf } from '../generator/connection.mjs';

const emptyConfig = 'application/vnd.oci.empty.v1+json';

/**
 * Pushes what every registry is measured with: an image, a large and a huge blob, a repository of 100 tags, one with
 * a first of many tags, and where they are wanted a subject with its referrers.
 */
export async function fillByHttp({ port }, content, { referrers }) {
  const connection = await Connection.open({ host: '127.0.0.1', port });
  const { config, layers, large, huge, image } = content;
  await pushImage(connection, 'bench', 'v1', { blobs: [config, ...layers], manifest: image });
  for (const blob of [large, huge]) await pushBlob(connection, 'bench', blob);
  await pushImage(connection, 'few', tagName(0), { blobs: [config, ...layers], manifest: image });
  for (let index = 1; index < 100; index++) await pushManifest(connection, 'few', tagName(index), image);
  await pushImage(connection, 'many', tagName(0), { blobs: [config, ...layers], manifest: image });
  if (referrers)
    for (let index = 0; index < content.referrers; index++)
      await pushManifest(connection, 'bench', undefined, makeReferrer(content, index));
  connection.close();
}

function makeReferrer({ config, layers, image }, index) {
  const subject = { mediaType: imageManifestType, digest: image.digest, size: image.size };
  return makeManifest(`referrer ${index}`, config, layers.slice(0, 1), { artifactType: emptyConfig, subject });
}

async function pushImage(connection, repository, tag, { blobs, manifest }) {
  for (const blob of blobs) await pushBlob(connection, repository, blob);
  await pushManifest(connection, repository, tag, manifest);
}

async function pushBlob(connection, repository, blob) {
  const opened = expectStatus(await connection.request('POST', `/v2/${repository}/blobs/uploads/`), 202);
  const upload = locationOf(opened);
  const target = `${upload}${upload.includes('?') ? '&' : '?'}digest=${blob.digest}`;
  const fields = 'Content-Type: application/octet-stream\r\n';
  const closed = await connection.request('PUT', target, { fields, body: blob.pieces(), length: blob.size });
  expectStatus(closed, 201);
}

async function pushManifest(connection, repository, tag, { bytes, digest }) {
  const target = `/v2/${repository}/manifests/${tag ?? digest}`;
  const fields = `Content-Type: ${imageManifestType}\r\n`;
  expectStatus(await connection.request('PUT', target, { fields, body: [bytes], length: bytes.length }), 201);
}
