import { randomUUID } from 'node:crypto';
import { digestOf, type Image, imageManifestType, makeImage } from '@lading/e2e/harness/image';
import { type Answer, closing, findPullProblems, locationOf, send } from '@lading/e2e/harness/push-and-pull';

/** An image of a config and one layer, whose content no other image has. */
export function anImage(layerBytes = 100_000): Image {
  return makeImage(randomUUID(), [layerBytes]);
}

/** Pushes a blob. Resolves to the last answer: the one to POST if the registry refuses to open an upload. */
export async function pushBlob(url: string, repository: string, bytes: Buffer): Promise<Answer> {
  const begun = await send('POST', `${url}/v2/${repository}/blobs/uploads/`);
  if (begun.status !== 202) return begun;
  const headers = { 'content-type': 'application/octet-stream' };
  return send('PUT', closing(locationOf(begun), digestOf(bytes)), { headers, body: bytes });
}

/** Pushes an image; gives the status of every answer. */
export async function push(url: string, repository: string, tag: string, image: Image): Promise<number[]> {
  const statuses: number[] = [];
  for (const { bytes } of image.blobs) statuses.push((await pushBlob(url, repository, bytes)).status);
  const request = { headers: { 'content-type': imageManifestType }, body: image.manifest };
  statuses.push((await send('PUT', `${url}/v2/${repository}/manifests/${tag}`, request)).status);
  return statuses;
}

/** Whether an image can be pulled, every byte as it was pushed. */
export async function pulls(url: string, repository: string, tag: string, image: Image): Promise<boolean> {
  return (await findPullProblems(url, repository, [tag], image)).length === 0;
}
