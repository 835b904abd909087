import { imageManifestType } from '@lading/e2e/harness/image';
import {
  type Content,
  type ImageContent,
  type LargeBlob,
  type ManifestBytes,
  makeManifest,
  tagName,
} from '../content.js';
import { Connection, expectStatus, locationOf, withDigest } from '../generator/connection.js';

const emptyConfig = 'application/vnd.oci.empty.v1+json';

/**
 * Pushes what every registry is measured with: an image, a large and a huge blob, a repository of 100 tags, one with the
 * first of many tags, and on demand a subject with its referrers.
 */
export async function fillByHttp(
  port: number,
  content: Content,
  { referrers }: { readonly referrers: boolean },
): Promise<void> {
  const connection = await Connection.open({ host: '127.0.0.1', port });
  await pushImage(connection, 'bench', 'v1', content);
  for (const blob of [content.large, content.huge]) await pushBlob(connection, 'bench', blob);
  await pushImage(connection, 'few', tagName(0), content);
  for (let index = 1; index < 100; index++) await pushManifest(connection, 'few', tagName(index), content.image);
  await pushImage(connection, 'many', tagName(0), content);
  for (let index = 0; referrers && index < content.referrers; index++) {
    const referrer = makeReferrer(content, index);
    await pushManifest(connection, 'bench', referrer.digest, referrer);
  }
  connection.close();
}

function makeReferrer({ config, layers, image }: ImageContent, index: number): ManifestBytes {
  const subject = { mediaType: imageManifestType, digest: image.digest, size: image.size };
  return makeManifest(`referrer ${index}`, config, layers.slice(0, 1), { artifactType: emptyConfig, subject });
}

async function pushImage(
  connection: Connection,
  repository: string,
  tag: string,
  { config, layers, image }: ImageContent,
): Promise<void> {
  for (const blob of [config, ...layers]) await pushBlob(connection, repository, blob);
  await pushManifest(connection, repository, tag, image);
}

async function pushBlob(connection: Connection, repository: string, blob: LargeBlob): Promise<void> {
  const opened = expectStatus(await connection.request('POST', `/v2/${repository}/blobs/uploads/`), 202);
  const target = withDigest(locationOf(opened), blob.digest);
  const fields = 'Content-Type: application/octet-stream\r\n';
  const closed = await connection.request('PUT', target, { fields, body: blob.pieces(), length: blob.size });
  expectStatus(closed, 201);
}

async function pushManifest(
  connection: Connection,
  repository: string,
  reference: string,
  { bytes }: ManifestBytes,
): Promise<void> {
  const target = `/v2/${repository}/manifests/${reference}`;
  const fields = `Content-Type: ${imageManifestType}\r\n`;
  expectStatus(await connection.request('PUT', target, { fields, body: [bytes], length: bytes.length }), 201);
}
