import { createHash, randomBytes } from 'node:crypto';

const manifestType = 'application/vnd.oci.image.manifest.v1+json';

export function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** An image of a config and one layer. */
export interface Image {
  readonly blobs: readonly Buffer[];
  readonly manifest: Buffer;
}

export function anImage(layerBytes = 100_000): Image {
  const config = Buffer.from(
    JSON.stringify({ architecture: 'amd64', os: 'linux', made: randomBytes(8).toString('hex') }),
  );
  const layer = randomBytes(layerBytes);
  const describe = (mediaType: string, bytes: Buffer) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });
  const manifest = {
    schemaVersion: 2,
    mediaType: manifestType,
    config: describe('application/vnd.oci.image.config.v1+json', config),
    layers: [describe('application/vnd.oci.image.layer.v1.tar', layer)],
  };
  return { blobs: [config, layer], manifest: Buffer.from(JSON.stringify(manifest)) };
}

/** Opens an upload and gives the absolute URL of its session. */
export async function beginUpload(url: string, repository: string): Promise<URL> {
  const response = await fetch(`${url}/v2/${repository}/blobs/uploads/`, { method: 'POST' });
  if (response.status !== 202) throw new Error(`POST answered ${response.status}: ${await response.text()}`);
  return new URL(response.headers.get('location') ?? '', url);
}

/** The same URL with the digest that closes its upload. */
export function closing(session: URL, digest: string): URL {
  const url = new URL(session);
  url.searchParams.set('digest', digest);
  return url;
}

export async function pushBlob(url: string, repository: string, bytes: Buffer): Promise<Response> {
  const session = await beginUpload(url, repository);
  const headers = { 'content-type': 'application/octet-stream' };
  return fetch(closing(session, digestOf(bytes)), { method: 'PUT', body: new Uint8Array(bytes), headers });
}

export function pushManifest(url: string, repository: string, tag: string, manifest: Buffer): Promise<Response> {
  const headers = { 'content-type': manifestType };
  const body = new Uint8Array(manifest);
  return fetch(`${url}/v2/${repository}/manifests/${tag}`, { method: 'PUT', body, headers });
}

/** Pushes an image; gives the status of every answer. */
export async function push(url: string, repository: string, tag: string, image: Image): Promise<number[]> {
  const statuses: number[] = [];
  for (const blob of image.blobs) statuses.push((await pushBlob(url, repository, blob)).status);
  statuses.push((await pushManifest(url, repository, tag, image.manifest)).status);
  return statuses;
}

/** Whether an image can be pulled, every byte as it was pushed. */
export async function pulls(url: string, repository: string, tag: string, image: Image): Promise<boolean> {
  const manifest = await read(`${url}/v2/${repository}/manifests/${tag}`);
  const blobs = await Promise.all(image.blobs.map((blob) => read(`${url}/v2/${repository}/blobs/${digestOf(blob)}`)));
  return (
    image.manifest.equals(manifest) && image.blobs.every((blob, index) => blob.equals(blobs[index] ?? Buffer.of()))
  );
}

async function read(url: string): Promise<Buffer> {
  const response = await fetch(url);
  return Buffer.from(await response.arrayBuffer());
}
