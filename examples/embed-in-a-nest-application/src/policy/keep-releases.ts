import {
  type ChangeView,
  type CheckedChange,
  type Digest,
  RegistryError,
  type RegistryHook,
  type Tag,
} from '@lading/core';
import { Injectable } from '@nestjs/common';

const isRelease = (tag: Tag) => /^v\d/.test(tag);

/**
 * The tag of a release stays where it is. The rule is checked inside the transaction of each change: of two pushes that create
 * the same release at the same time, one is refused.
 */
@Injectable()
export class KeepReleases implements RegistryHook {
  async checkChange(view: ChangeView, change: CheckedChange): Promise<void> {
    const released = await findBrokenRelease(view, change);
    if (released !== undefined) throw new RegistryError('DENIED', `the release ${released} stays as it is`);
  }
}

async function findBrokenRelease(view: ChangeView, change: CheckedChange): Promise<Tag | undefined> {
  switch (change.kind) {
    case 'manifest.push':
      return change.tags.find(({ tag, from, to }) => isRelease(tag) && from !== undefined && from !== to)?.tag;
    case 'tag.delete':
      return isRelease(change.tag) ? change.tag : undefined;
    case 'manifest.delete':
      return findReleaseOf(view, change.digest);
    case 'blob.delete':
      return undefined;
  }
}

/** Tags are in byte order, so the releases come after `v`. */
async function findReleaseOf(view: ChangeView, digest: Digest): Promise<Tag | undefined> {
  let page = await view.listTags({ after: 'v', limit: 1000 });
  for (;;) {
    for (const tag of page.items.filter(isRelease))
      if ((await view.findManifest({ kind: 'tag', tag }))?.digest === digest) return tag;
    const after = page.items.at(-1);
    if (!page.hasMore || after === undefined) return undefined;
    page = await view.listTags({ after, limit: 1000 });
  }
}
