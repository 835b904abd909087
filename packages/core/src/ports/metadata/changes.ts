import type { Digest } from '../../digest/digest.js';
import type { RepositoryName } from '../../name/repository-name.js';
import type { Tag } from '../../name/tag.js';
import type { Actor } from '../access/identity.js';
import type { Page } from '../page.js';

/** The actor and the request that make a change. */
export interface ChangeAuthor {
  readonly actor: Actor;
  readonly requestId: string;
  /** The id of the credential that the actor has used. */
  readonly credential?: string | undefined;
  /** The rule that has allowed it. */
  readonly rule?: string | undefined;
  /** The address of the client. */
  readonly address?: string | undefined;
}

/** The place of a change in the log. Only the store that created it can interpret it. */
export type Position = string & { readonly __position: unique symbol };

/** A manifest as the log records it. */
export interface LoggedManifest {
  readonly digest: Digest;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly artifactType?: string;
  /** The digest of its subject. */
  readonly subject?: Digest;
}

/** What happened in a repository. */
export type ChangeEvent =
  | {
      readonly kind: 'tag.set';
      readonly tag: Tag;
      /** The digest that the tag had before; absent for a new tag. */
      readonly from?: Digest;
      readonly to: Digest;
    }
  | { readonly kind: 'tag.deleted'; readonly tag: Tag; readonly from: Digest }
  | ({ readonly kind: 'manifest.pushed' } & LoggedManifest)
  | ({ readonly kind: 'manifest.deleted' } & LoggedManifest)
  | {
      /** A blob left the repository: a client deleted it, or nothing referenced it any more. */
      readonly kind: 'blob.deleted';
      readonly digest: Digest;
      /** Bytes. */
      readonly size: number;
    }
  /** The repository had no content left, and its record was deleted. */
  | { readonly kind: 'repository.deleted' };

export type Change = ChangeEvent &
  ChangeAuthor & {
    readonly position: Position;
    readonly at: Date;
    readonly repository: RepositoryName;
  };

export interface ChangesRequest {
  /** The position of the last change that the reader has; if absent, the oldest change comes first. */
  readonly after?: Position;
  /** The maximum number of changes, at least 1. */
  readonly limit: number;
  /** Only changes of this repository. */
  readonly repository?: RepositoryName;
  /** When it fires, the store stops reading and rejects with the signal's reason. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The log of changes. Each change is written in the transaction that makes it. Reads and refused requests write nothing.
 * Neither does a push without effect: of a tag that has the digest already, or of a manifest that the repository has.
 *
 * Blobs that arrive are not logged. The manifest that lists them is.
 */
export interface Changes {
  /**
   * Reads changes in the order of the log. A reader that continues after its last position gets every change once: no change
   * appears later before a position that was read, even if its transaction is committed late. A change can therefore become
   * readable some time after it takes effect. The changes of one transaction follow one another, and changes of one tag, one
   * manifest or one blob come in the order in which they took effect.
   * @throws TypeError if `after` is not a position of this store
   */
  read(request: ChangesRequest): Promise<Page<Change>>;

  /**
   * Deletes changes that are older than `keepSeconds`; a store may keep them for up to 8 days longer. Also prepares the log
   * for the coming weeks. It is called every day, and must not block changes.
   */
  maintain(keepSeconds: number): Promise<void>;
}
