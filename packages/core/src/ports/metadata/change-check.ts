import type { Digest } from '../../digest/digest.js';
import type { PushedManifest } from '../../manifest/manifest.js';
import type { ReferrerEntry } from '../../manifest/referrer-entry.js';
import type { Reference } from '../../name/reference.js';
import type { RepositoryName } from '../../name/repository-name.js';
import type { Tag } from '../../name/tag.js';
import type { Page, PageRequest } from '../page.js';
import type { ManifestRecord } from './manifest-record.js';
import type { ReferrersRequest } from './referrers.js';

/** A tag that a push sets. */
export interface TagMove {
  readonly tag: Tag;
  /** The digest that it has now; absent if the push creates it. */
  readonly from?: Digest;
  readonly to: Digest;
}

/** A change that a check may still refuse. */
export type PlannedChange = { readonly repository: RepositoryName } & (
  | { readonly kind: 'manifest.push'; readonly manifest: PushedManifest; readonly tags: readonly TagMove[] }
  | { readonly kind: 'manifest.delete'; readonly digest: Digest }
  | { readonly kind: 'tag.delete'; readonly tag: Tag; readonly from: Digest }
  | { readonly kind: 'blob.delete'; readonly digest: Digest }
);

/** The repository of a change as it is before the change. It can only be read during the check. */
export interface ChangeView {
  /** Counts the tags, up to `atMost`. */
  countTags(atMost: number): Promise<number>;
  /** In byte order. */
  listTags(page: PageRequest): Promise<Page<Tag>>;
  findManifest(reference: Reference): Promise<ManifestRecord | undefined>;
  listReferrers(subject: Digest, request: ReferrersRequest): Promise<Page<ReferrerEntry>>;
}

/**
 * Judges a change in its transaction, and refuses it by throwing a `RegistryError`. The changes of a repository that have a
 * check are made one after the other, over all replicas: the content that the view shows does not change before the change is
 * made. A check is called again if its transaction is repeated. Other checked changes of the repository wait for it, so it
 * must be short and read only the view.
 */
export type ChangeCheck = (view: ChangeView, change: PlannedChange) => Promise<void>;

/**
 * Calls a check, for a metadata store. The view cannot be read after the check, because its transaction may have ended.
 * @throws the error of the check
 */
export async function runCheck(check: ChangeCheck, view: ChangeView, change: PlannedChange): Promise<void> {
  let isOver = false;
  const during = <Values extends unknown[], Result>(read: (...values: Values) => Promise<Result>) => {
    return async (...values: Values): Promise<Result> => {
      if (isOver) throw new Error('the view of a change was read after its check');
      return read(...values);
    };
  };
  try {
    await check(
      {
        countTags: during((atMost: number) => view.countTags(atMost)),
        listTags: during((page: PageRequest) => view.listTags(page)),
        findManifest: during((reference: Reference) => view.findManifest(reference)),
        listReferrers: during((subject: Digest, request: ReferrersRequest) => view.listReferrers(subject, request)),
      },
      change,
    );
  } finally {
    isOver = true;
  }
}
