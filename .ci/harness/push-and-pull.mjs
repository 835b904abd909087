import { imageManifestType } from './image.mjs';

const answerSeconds = 20;

/** Uploads an image as real clients do: ask for each blob, POST, PATCH, PUT, and the manifest last. Throws at any other answer. */
export async function pushImage(url, repository, tag, image) {
  for (const blob of image.blobs) await pushBlob(url, repository, blob);
  await pushManifest(url, repository, tag, image);
}

export async function pushBlob(url, repository, { digest, bytes }) {
  const head = await send('HEAD', `${url}/v2/${repository}/blobs/${digest}`);
  if (head.status === 200) return;
  expectStatus(head, 404);
  const opened = expectStatus(await send('POST', `${url}/v2/${repository}/blobs/uploads/`), 202);
  const session = new URL(opened.headers.get('location'), url);
  const headers = { 'content-type': 'application/octet-stream' };
  const patched = expectStatus(await send('PATCH', session, { headers, body: bytes }), 202);
  const end = new URL(patched.headers.get('location'), url);
  end.searchParams.set('digest', digest);
  expectStatus(await send('PUT', end, { headers: { 'content-length': '0' } }), 201);
}

export async function pushManifest(url, repository, reference, image) {
  const request = { headers: { 'content-type': imageManifestType }, body: image.manifest };
  expectStatus(await send('PUT', `${url}/v2/${repository}/manifests/${reference}`, request), 201);
}

/** Pulls an image whole and says what is not as it was pushed; nothing is good. */
export async function findPullProblems(url, repository, references, image) {
  const wanted = [
    ...references.map((reference) => ({ path: `manifests/${reference}`, bytes: image.manifest })),
    ...image.blobs.map(({ digest, bytes }) => ({ path: `blobs/${digest}`, bytes })),
  ];
  const problems = [];
  for (const { path, bytes } of wanted) {
    const response = await send('GET', `${url}/v2/${repository}/${path}`, {
      headers: { accept: imageManifestType },
      redirect: 'follow',
    });
    if (response.status !== 200) problems.push(`${repository}/${path}: ${response.status}`);
    else if (!response.body.equals(bytes)) problems.push(`${repository}/${path}: ${response.body.length} other bytes`);
  }
  return problems;
}

/** One request with its answer read whole. Rejects when the connection breaks or nothing comes for a while. */
export async function send(method, url, options = {}) {
  const response = await fetch(url, {
    method,
    redirect: 'manual',
    signal: AbortSignal.timeout(answerSeconds * 1000),
    ...options,
  });
  const body = Buffer.from(await response.arrayBuffer());
  return { method, url: String(url), status: response.status, headers: response.headers, body };
}

export function expectStatus(response, ...expected) {
  if (expected.includes(response.status)) return response;
  const error = new Error(
    `${response.method} ${response.url}: ${response.status} ${response.body.toString('utf8').slice(0, 500)}`,
  );
  error.status = response.status;
  error.body = response.body.toString('utf8');
  throw error;
}
