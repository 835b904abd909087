import type { RepositoryClient } from '@lading/client';
import type { Digest, Tag } from '@lading/core';

/** The most tags to look at. Each tag is a request, because registries cannot list the tags of a digest. */
const lookedAt = 200;
const atATime = 8;

/** Finds the tags of a digest. `isComplete` says whether it looked at all tags of the repository. */
export async function findTagsOf(
  repository: RepositoryClient,
  digest: Digest,
  signal: AbortSignal,
): Promise<{ readonly tags: readonly Tag[]; readonly isComplete: boolean }> {
  const candidates: Tag[] = [];
  for await (const tag of repository.tags.list({ signal })) {
    if (candidates.length === lookedAt)
      return { tags: await pointing(repository, candidates, digest, signal), isComplete: false };
    candidates.push(tag);
  }
  return { tags: await pointing(repository, candidates, digest, signal), isComplete: true };
}

async function pointing(
  repository: RepositoryClient,
  candidates: readonly Tag[],
  digest: Digest,
  signal: AbortSignal,
): Promise<readonly Tag[]> {
  const found: Tag[] = [];
  for (let start = 0; start < candidates.length; start += atATime) {
    const some = candidates.slice(start, start + atATime);
    const descriptors = await Promise.all(some.map((tag) => repository.manifests.stat(tag, { signal })));
    found.push(...some.filter((_, index) => descriptors[index]?.digest === digest));
  }
  return found;
}
