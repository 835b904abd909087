import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { lengthOf, matchesDigest, parseVerifiableDigest, RegistryError } from '@lading/core';

/** A stranger's driver: every piece of an upload lies on a shelf under its upload and offset; a commit only relabels. */
export class ShelfBlobStore {
  #pieces = new Map();
  #blobs = new Map();

  async begin() {
    const id = randomUUID();
    this.#pieces.set(id, new Map());
    return { size: 0, store: { id } };
  }

  async append(upload, bytes, { signal } = {}) {
    signal?.throwIfAborted();
    const pieces = this.#piecesOf(upload);
    const added = [];
    const source = Readable.from(bytes, { objectMode: true, ...(signal && { signal }) });
    for await (const piece of source) added.push(Buffer.from(piece));
    let { size } = upload;
    for (const piece of added) {
      pieces.set(size, piece);
      size += piece.byteLength;
    }
    return { ...upload, size };
  }

  locate(upload, digest) {
    return `${parseVerifiableDigest(digest)}@${upload.store.id}`;
  }

  async commit(upload, digest) {
    const location = this.locate(upload, digest);
    if (this.#blobs.has(location)) return location;
    const bytes = this.#join(upload);
    if (!matchesDigest(bytes, digest)) throw new RegistryError('DIGEST_INVALID', 'these bytes have another digest');
    this.#pieces.delete(upload.store.id);
    this.#blobs.set(location, { bytes, modifiedAt: new Date() });
    return location;
  }

  async abort({ store }) {
    this.#pieces.delete(store.id);
  }

  async read(location, { range, size, signal } = {}) {
    signal?.throwIfAborted();
    const blob = this.#blobs.get(location);
    if (blob === undefined) throw new RegistryError('BLOB_UNKNOWN', 'nothing lies there');
    if (size !== undefined && size !== blob.bytes.byteLength)
      throw new RegistryError('BLOB_UNKNOWN', 'the blob has another size');
    const bytes = range === undefined ? blob.bytes : blob.bytes.subarray(range.first, range.last + 1);
    if (range !== undefined && bytes.byteLength !== lengthOf(range))
      throw new RangeError('the range is not in the blob');
    return Readable.from(inSlices(bytes), { objectMode: false, ...(signal && { signal }) });
  }

  async stat(location) {
    const blob = this.#blobs.get(location);
    return blob && { size: blob.bytes.byteLength };
  }

  async delete(location) {
    this.#blobs.delete(location);
  }

  async *list() {
    for (const [location, { bytes, modifiedAt }] of this.#blobs) yield { location, size: bytes.byteLength, modifiedAt };
  }

  async check() {}

  /** What is still there, for the fixture. */
  leftovers() {
    return [...this.#pieces.keys(), ...this.#blobs.keys()];
  }

  #piecesOf({ store }) {
    const pieces = this.#pieces.get(store.id);
    if (pieces === undefined) throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'there is no such upload');
    return pieces;
  }

  /** The upload's bytes; pieces of a try that failed may lie behind them, or be cut by them. */
  #join(upload) {
    const pieces = this.#piecesOf(upload);
    const joined = [];
    for (let at = 0; at < upload.size; ) {
      const piece = pieces.get(at)?.subarray(0, upload.size - at);
      if (piece === undefined || piece.byteLength === 0)
        throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'a piece is gone');
      joined.push(piece);
      at += piece.byteLength;
    }
    return Buffer.concat(joined);
  }
}

function* inSlices(bytes) {
  for (let at = 0; at < bytes.byteLength; at += 1 << 20) yield bytes.subarray(at, at + (1 << 20));
}
