import { createReadStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Payload } from './payload.js';
import { errors } from './s3-error.js';

export interface StoredObject {
  readonly pieces: readonly Payload[];
  readonly size: number;
  readonly etag: string;
  readonly modifiedAt: Date;
  readonly headers: Readonly<Record<string, string>>;
}

export interface OpenMultipart {
  readonly key: string;
  readonly begunAt: Date;
  readonly hasChecksums: boolean;
  readonly headers: Readonly<Record<string, string>>;
  readonly parts: Map<number, Payload & { readonly modifiedAt: Date }>;
}

/** The objects of the server: bytes in files, the rest in memory. The bytes of deleted objects stay until the server stops. */
export class StoredObjects {
  readonly objects = new Map<string, StoredObject>();
  readonly multiparts = new Map<string, OpenMultipart>();
  #count = 0;

  private constructor(private readonly directory: string) {}

  static async create(): Promise<StoredObjects> {
    return new StoredObjects(await mkdtemp(join(tmpdir(), 'lading-s3-')));
  }

  newPath(): string {
    return join(this.directory, String(++this.#count));
  }

  requireObject(key: string): StoredObject {
    const object = this.objects.get(key);
    if (object === undefined) throw errors.noSuchKey();
    return object;
  }

  requireMultipart(key: string, id: string): OpenMultipart {
    const multipart = this.multiparts.get(id);
    if (multipart?.key !== key) throw errors.noSuchUpload();
    return multipart;
  }

  dispose(): Promise<void> {
    return rm(this.directory, { recursive: true, force: true });
  }
}

/** The bytes of a range of an object. */
export async function* bytesOf({ pieces }: StoredObject, first: number, last: number): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (const { path, size } of pieces) {
    const [from, to] = [Math.max(first - start, 0), Math.min(last - start, size - 1)];
    if (from <= to) yield* createReadStream(path, { start: from, end: to, highWaterMark: 256 * 1024 });
    start += size;
  }
}
