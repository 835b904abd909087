import type { Readable } from 'node:stream';
import type { Digest, DigestAlgorithm } from '../digest/digest.js';
import type { ByteRange } from '../range/byte-range.js';

/** Where a blob store keeps the bytes of one committed upload. Only that store can read it; it is never used twice. */
export type BlobLocation = string & { readonly __blobLocation: unique symbol };

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * What a store must remember of an unfinished upload: plain JSON, which the server keeps in its metadata, so that any
 * replica can go on with it. States are values: a store never changes one, it gives a new one.
 */
export interface UploadState {
  /** Bytes that are durable so far. */
  readonly size: number;
  /** The store's own: file names, part numbers, digests so far. */
  readonly store: { readonly [key: string]: JsonValue };
}

export interface BeginOptions {
  /** The algorithm that the client means to close the upload with, if it said so (CHNK-02). sha256 otherwise. */
  readonly algorithm?: DigestAlgorithm;
}

export interface AppendOptions {
  /** The algorithm of the closing digest, where it is known by now. */
  readonly algorithm?: DigestAlgorithm;
  /**
   * The digest that `commit` is called with next: this append is the last. A store may then write the bytes right where
   * `locate` says, so that what is small is written once, and need not make them last before the commit does. They may be
   * readable there before the commit; `abort` need not free them, `delete` of the location does. An append of other content
   * may be refused here already, with `DIGEST_INVALID`.
   */
  readonly closing?: Digest;
  /** Stops the transfer; what arrived of it is forgotten. */
  readonly signal?: AbortSignal;
}

export interface ReadOptions {
  /** A part of the content, which must lie within it. All of it if absent. */
  readonly range?: ByteRange;
  /** The expected size of the whole content in bytes. Content of any other size is damaged, and is not read. */
  readonly size?: number;
  /** Ends the stream with an error and frees what it holds. */
  readonly signal?: AbortSignal;
}

/** The bytes of a blob, or of a part of it, as a stream that ends after the last of them or fails. */
export interface BlobContent extends Readable {
  /**
   * Reads the next bytes into memory of the caller and gives how many; 0 after the last. Whoever sends a large blob can use
   * the same memory again and again, where a stream leaves the collector a gigabyte of garbage for a gigabyte. A caller
   * reads in this way alone, one call after the other, destroys the stream when it is done, and leaves the memory alone
   * until the call has ended. Absent where the bytes come in memory of their own anyway, as from a network.
   */
  readInto?(target: Uint8Array): Promise<number>;
}

export interface StoredBlob {
  readonly location: BlobLocation;
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface DirectUrlOptions {
  /** How long the URL must work at least. */
  readonly expiresInSeconds: number;
}

export interface SweepOptions {
  /** Before the beginning of the oldest upload that may still go on. */
  readonly olderThan: Date;
}

/** The id of a registry: a random UUID that its metadata store creates and that marks its blob store. */
export type RegistryId = string & { readonly __registryId: unique symbol };

/**
 * Keeps bytes, and knows nothing of repositories, tags, users or HTTP.
 *
 * A store may reject with a `RegistryError` of the codes named on a method, or `UNAVAILABLE` when it can't serve now
 * (a full disk, a lost connection); anything else means that it is broken.
 */
export interface BlobStore {
  /**
   * Appends of fewer bytes than this, but for the last, cost more than they must; they work all the same. Clients are told
   * (`OCI-Chunk-Min-Length`, CHNK-04). Absent where it makes no difference.
   */
  readonly preferredChunkBytes?: number;

  /** Opens an upload. Nothing need be written yet. */
  begin(options?: BeginOptions): Promise<UploadState>;

  /**
   * Adds bytes at the end of an upload, at `upload.size`; whatever lies beyond that from a try that failed is
   * overwritten. When it resolves, the bytes are durable and in the returned state. When it rejects - the source failed,
   * the signal fired, the disk is full - the given state is still good, and the append can be repeated.
   *
   * The caller sees to it that one upload has one writer at a time, as well as it can: a writer that stood still for longer
   * than its lease may wake after another has gone on from the same state. Whatever it does then changes nothing that is
   * committed, and no commit that resolves is of other content than its digest says; either of the two may be refused with
   * `BLOB_UPLOAD_UNKNOWN`.
   */
  append(upload: UploadState, bytes: AsyncIterable<Uint8Array>, options?: AppendOptions): Promise<UploadState>;

  /**
   * Where `commit` will put this upload under this digest. It reads nothing and gives the same answer in every process,
   * so that the location can be recorded before the first byte is there. An append that is told this digest as `closing`
   * keeps it; another one may change it.
   */
  locate(upload: UploadState, digest: Digest): BlobLocation;

  /**
   * Makes an upload readable at `locate(upload, digest)`, all or nothing, after checking its size and digest over what is
   * stored. When it resolves, the content survives a crash and a power cut. Repeating it after an unknown outcome is fine.
   * @throws RegistryError `DIGEST_INVALID`: nothing became readable, the upload is as it was
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN`: the upload was aborted; or with status 503: the storage has lost its bytes,
   * and it can't go on
   */
  commit(upload: UploadState, digest: Digest): Promise<BlobLocation>;

  /** Forgets an upload that was not committed and frees its bytes. An unknown or a committed one is no error. */
  abort(upload: UploadState): Promise<void>;

  /**
   * The bytes at a location. Readers that began before a `delete` may go on to the end or fail, but never end early
   * without an error.
   * @throws RegistryError `BLOB_UNKNOWN` before the first byte if nothing is there or its size is not `size`, and later if
   * bytes disappear while it is read
   */
  read(location: BlobLocation, options?: ReadOptions): Promise<BlobContent>;

  stat(location: BlobLocation): Promise<{ readonly size: number } | undefined>;

  /** Frees a location. Deleting twice is fine. */
  delete(location: BlobLocation): Promise<void>;

  /** Everything that is committed, in no order, for repair and for a check of what is stored. */
  list(): AsyncIterable<StoredBlob>;

  /** A URL that serves the location without passing through the server. Absent where the store has none to offer. */
  directUrl?(location: BlobLocation, options: DirectUrlOptions): Promise<URL | undefined>;

  /**
   * Frees what uploads left behind that were neither committed nor aborted, such as those of a replica that died, if it
   * was begun before `olderThan`; gives how many things it were. Absent where nothing can be left so.
   */
  sweep?(options: SweepOptions): Promise<number>;

  /**
   * The id of the registry that owns the storage; `undefined` if the storage has no mark. Returns a mark that a person has
   * written unchanged. A store that does not support marks has neither this method nor `setOwner`.
   */
  findOwner?(signal?: AbortSignal): Promise<RegistryId | undefined>;

  /**
   * Marks the storage with the id of a registry, unless it has a mark. The mark survives a crash and a power cut.
   * @returns the owner, which may be another registry; concurrent calls return the same one
   */
  setOwner?(id: RegistryId): Promise<RegistryId>;

  /** Resolves if the store can read and write now, for the readiness probe. */
  check(signal?: AbortSignal): Promise<void>;

  /** Frees what the store holds: connections, open files. */
  close?(): Promise<void>;
}
