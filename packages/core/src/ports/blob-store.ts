import type { Readable } from 'node:stream';
import type { Digest, DigestAlgorithm } from '../digest/digest.js';
import type { ByteRange } from '../range/byte-range.js';

/** The place of one committed upload in a blob store. Only that store can interpret it, and it is never used again. */
export type BlobLocation = string & { readonly __blobLocation: unique symbol };

export type JsonValue = string | number | boolean | null | readonly JsonValue[] | { readonly [key: string]: JsonValue };

/**
 * The state of an unfinished upload: plain JSON in the metadata store, with which any replica can continue the upload. A state
 * is immutable: the blob store returns a new one.
 */
export interface UploadState {
  /** The number of durable bytes. */
  readonly size: number;
  /** Values of the blob store, such as file names, part numbers and unfinished digests. */
  readonly store: { readonly [key: string]: JsonValue };
}

export interface BeginOptions {
  /** The algorithm of the digest that will close the upload, if the client announced it (CHNK-02); sha256 if absent. */
  readonly algorithm?: DigestAlgorithm;
}

export interface AppendOptions {
  /** The algorithm of the digest that will close the upload, if it is known. */
  readonly algorithm?: DigestAlgorithm;
  /**
   * The digest of the `commit` that follows this append, which is the last. A store may then write a small upload directly to
   * the location that `locate` returns, and make it durable only in the commit. The bytes may be readable there before the
   * commit. `abort` need not free them; `delete` of the location does. A store may refuse other content here already, with
   * `DIGEST_INVALID`.
   */
  readonly closing?: Digest;
  /** Stops the transfer. The bytes that have arrived are dropped. */
  readonly signal?: AbortSignal;
}

export interface ReadOptions {
  /** A part of the content, which must lie within it. All of it if absent. */
  readonly range?: ByteRange;
  /** The expected size of the whole content in bytes. Content of another size is damaged, and is not read. */
  readonly size?: number;
  /** Ends the stream with an error and frees its resources. */
  readonly signal?: AbortSignal;
}

/** The bytes of a blob, or of a part of it, as a stream that ends after the last of them or fails. */
export interface BlobContent extends Readable {
  /**
   * Reads the next bytes into memory of the caller and returns their number; 0 at the end. The caller can use the same memory
   * for each call, whereas the pieces of a stream become as much garbage as the blob is large. The caller must not also read
   * the stream, makes one call at a time, does not touch the memory during a call, and destroys the stream at the end. Absent
   * if the store gets its bytes in new memory anyway, for example from a network.
   */
  readInto?(target: Uint8Array): Promise<number>;
}

export interface StoredBlob {
  readonly location: BlobLocation;
  readonly size: number;
  readonly modifiedAt: Date;
}

export interface DirectUrlOptions {
  /** The minimum time that the URL works. */
  readonly expiresInSeconds: number;
}

export interface SweepOptions {
  /** A time before the start of the oldest upload that may still continue. */
  readonly olderThan: Date;
}

/** The id of a registry: a random UUID that its metadata store creates and that marks its blob store. */
export type RegistryId = string & { readonly __registryId: unique symbol };

/**
 * Stores bytes. It knows nothing of repositories, tags, users or HTTP.
 *
 * A store may reject with a `RegistryError` of the codes named on a method, or with `UNAVAILABLE` if it cannot serve now, for
 * example because the disk is full; any other error means that it is broken.
 */
export interface BlobStore {
  /**
   * The preferred minimum size of an append other than the last. Smaller appends work, but cost more. Clients learn it from
   * `OCI-Chunk-Min-Length` (CHNK-04). Absent if the size makes no difference.
   */
  readonly preferredChunkBytes?: number;

  /** Opens an upload. The store need not write anything yet. */
  begin(options?: BeginOptions): Promise<UploadState>;

  /**
   * Adds bytes at the end of an upload, at `upload.size`. Bytes beyond that, from a failed attempt, are overwritten. When it
   * resolves, the bytes are durable and the returned state includes them. When it rejects, for example because the source
   * failed or the signal fired, the given state remains valid, and the append can be repeated.
   *
   * The caller allows one writer of an upload at a time, but cannot exclude a second one: a writer that was suspended for
   * longer than its lease may continue after another writer has continued from the same state. It must then change no
   * committed content, and every commit that resolves must have the content of its digest. The store may refuse either writer
   * with `BLOB_UPLOAD_UNKNOWN`.
   */
  append(upload: UploadState, bytes: AsyncIterable<Uint8Array>, options?: AppendOptions): Promise<UploadState>;

  /**
   * The location at which `commit` will put this upload under this digest. It reads nothing and is the same in every process,
   * because it is recorded before the first byte is written. An append with this digest as `closing` does not change it;
   * another append may.
   */
  locate(upload: UploadState, digest: Digest): BlobLocation;

  /**
   * Makes an upload readable at `locate(upload, digest)`, all or nothing, after it has checked the size and the digest of the
   * stored bytes. When it resolves, the content survives a crash and a power cut. It can be repeated after an unknown outcome.
   * @throws RegistryError `DIGEST_INVALID`, after which nothing is readable and the upload is unchanged
   * @throws RegistryError `BLOB_UPLOAD_UNKNOWN` if the upload was aborted; with the reason `content-lost` if the storage has
   * lost its bytes, after which it cannot continue
   */
  commit(upload: UploadState, digest: Digest): Promise<BlobLocation>;

  /** Ends an upload that was not committed and frees its bytes. An unknown or committed upload is not an error. */
  abort(upload: UploadState): Promise<void>;

  /**
   * The bytes at a location. A read that began before a `delete` may continue to the end or fail, but never ends
   * early without an error.
   * @throws RegistryError `BLOB_UNKNOWN` before the first byte if nothing is there or its size is not `size`, and later if
   * bytes disappear while it is read
   */
  read(location: BlobLocation, options?: ReadOptions): Promise<BlobContent>;

  stat(location: BlobLocation): Promise<{ readonly size: number } | undefined>;

  /** Frees a location. Deleting it again is not an error. */
  delete(location: BlobLocation): Promise<void>;

  /** All committed blobs, in no order, for repairs and checks. */
  list(): AsyncIterable<StoredBlob>;

  /** A URL from which clients can read the location directly. Absent if the store has no URLs. */
  directUrl?(location: BlobLocation, options: DirectUrlOptions): Promise<URL | undefined>;

  /**
   * Frees the leftovers of uploads that began before `olderThan` and were neither committed nor aborted, for example because
   * their replica died. Returns their number. Absent if uploads leave nothing behind.
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

  /** Frees resources, such as connections and open files. */
  close?(): Promise<void>;
}
