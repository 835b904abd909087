import { expectNone } from '../harness/expect.js';
import { type Image, makeImage } from '../harness/image.js';
import { findPullProblems, send } from '../harness/push-and-pull.js';

/** A push that was acknowledged. Its image is made again from the seed, so it takes no memory meanwhile. */
export interface Push {
  readonly repository: string;
  readonly tag: string;
  readonly seed: string;
  readonly layerSizes: readonly number[];
  /** The digest of the index that has the tag; the tag leads to the image itself if absent. */
  readonly index?: string;
}

/** Layers below and above the size of a part in S3. */
const sizes: readonly (readonly number[])[] = [[4096, 70_000], [200_000], [9_000_000], [1024, 512, 12_000_000]];

/** The nth push to a repository. */
export function makePush(repository: string, number: number): Push {
  const layerSizes = sizes[number % sizes.length] ?? [];
  return { repository, tag: `v${number}`, seed: `${repository}/${number}`, layerSizes };
}

export function imageOf({ seed, layerSizes }: Push): Image {
  return makeImage(seed, layerSizes);
}

export async function expectAll(url: string, pushes: readonly Push[]): Promise<void> {
  const found: string[] = [];
  for (const push of pushes) found.push(...(await findProblems(url, push)));
  expectNone(found);
}

/** Pulls all pushed content. Resolves to the content that differs. */
export async function findProblems(url: string, push: Push): Promise<string[]> {
  const { repository, tag, index } = push;
  const image = imageOf(push);
  const references = index === undefined ? [tag, image.digest] : [image.digest];
  const found = await findPullProblems(url, repository, references, image);
  if (index === undefined) return found;
  const head = await send('HEAD', `${url}/v2/${repository}/manifests/${tag}`);
  const digest = head.headers.get('docker-content-digest');
  return digest === index ? found : [...found, `${repository}:${tag} is ${digest} instead of ${index}`];
}
