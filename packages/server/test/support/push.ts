import { createHash } from 'node:crypto';

export function sha256(bytes: string | Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

/** Pushes a blob in one request. */
export async function pushBlob(url: URL, repository: string, content: string | Uint8Array): Promise<string> {
  const digest = sha256(content);
  const answer = await fetch(new URL(`/v2/${repository}/blobs/uploads/?digest=${digest}`, url), {
    method: 'POST',
    body: content,
  });
  if (answer.status !== 201) throw new Error(`${answer.status}: ${await answer.text()}`);
  return digest;
}

export const imageManifest = 'application/vnd.oci.image.manifest.v1+json';

/** An image without layers, whose config is the empty JSON blob. */
export function manifestOf(fields: object = {}): string {
  const empty = { mediaType: 'application/vnd.oci.empty.v1+json', digest: sha256('{}'), size: 2 };
  return JSON.stringify({
    schemaVersion: 2,
    mediaType: imageManifest,
    artifactType: 'application/vnd.example.test',
    config: empty,
    layers: [],
    ...fields,
  });
}

/** Pushes a manifest and its blobs. */
export async function pushManifest(
  url: URL,
  repository: string,
  reference: string,
  fields?: object,
): Promise<Response> {
  await pushBlob(url, repository, '{}');
  return fetch(new URL(`/v2/${repository}/manifests/${reference}`, url), {
    method: 'PUT',
    body: manifestOf(fields),
    headers: { 'content-type': imageManifest },
  });
}

export async function errorCodeOf(answer: Response): Promise<string> {
  const { errors } = (await answer.json()) as { errors: { code: string }[] };
  return errors[0]?.code ?? '';
}
