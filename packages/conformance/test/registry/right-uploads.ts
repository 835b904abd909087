import { randomUUID } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import {
  type Digest,
  formatUploadRange,
  matchesDigest,
  parseContentRange,
  parseVerifiableDigest,
  RegistryError,
} from '@lading/core';

export interface Request {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
  readonly incoming: IncomingMessage;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

interface Shelf {
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, { readonly mediaType: string; readonly bytes: Buffer }>;
  readonly tags: Map<string, string>;
}

export interface Upload {
  readonly repository: string;
  bytes: Buffer;
}

/** Upload sessions and mounts of the right registry. */
export class RightUploads {
  protected readonly shelves = new Map<string, Shelf>();
  protected readonly uploads = new Map<string, Upload>();

  protected shelfOf(repository: string): Shelf {
    const shelf = this.shelves.get(repository) ?? { blobs: new Map(), manifests: new Map(), tags: new Map() };
    this.shelves.set(repository, shelf);
    return shelf;
  }

  protected findBlob(repository: string, digest: string): Buffer | undefined {
    return this.shelfOf(repository).blobs.get(digest);
  }

  protected isContent(bytes: Buffer, digest: Digest): boolean {
    return matchesDigest(bytes, digest);
  }

  /** The whole body. Rejects if it breaks off. */
  protected async read({ incoming }: Request): Promise<Buffer> {
    const pieces: Buffer[] = [];
    for await (const piece of incoming) pieces.push(piece as Buffer);
    return Buffer.concat(pieces);
  }

  protected openUpload(repository: string, { query }: Request): Reply {
    const [mount, from] = [query.get('mount'), query.get('from')];
    const blob = mount === null || from === null ? undefined : this.findBlob(from, parseVerifiableDigest(mount));
    if (mount !== null && blob !== undefined) return this.store(repository, mount, blob);
    const id = randomUUID();
    const upload = { repository, bytes: Buffer.alloc(0) };
    this.uploads.set(id, upload);
    return this.describeUpload(202, id, upload);
  }

  protected findUpload(repository: string, id: string): Upload {
    const upload = this.uploads.get(id);
    if (upload?.repository === repository) return upload;
    throw new RegistryError('BLOB_UPLOAD_UNKNOWN', 'no such upload');
  }

  protected async continueUpload(repository: string, id: string, request: Request): Promise<Reply> {
    const upload = this.findUpload(repository, id);
    if (request.method === 'GET') return this.describeUpload(204, id, upload);
    if (request.method === 'DELETE') {
      this.uploads.delete(id);
      return { status: 204 };
    }
    if (!this.isInOrder(upload, request)) return this.refuseChunk(id, upload);
    upload.bytes = Buffer.concat([upload.bytes, await this.read(request)]);
    if (request.method === 'PATCH') return this.describeUpload(202, id, upload);
    this.uploads.delete(id);
    const digest = parseVerifiableDigest(request.query.get('digest') ?? '');
    if (!this.isContent(upload.bytes, digest)) throw new RegistryError('DIGEST_INVALID', 'other content');
    return this.store(repository, digest, upload.bytes);
  }

  protected isInOrder(upload: Upload, { headers, query }: Request): boolean {
    if (query.has('offset') && query.get('offset') !== `${upload.bytes.length}`) return false;
    const field = headers['content-range'];
    return field === undefined || parseContentRange(field).first === upload.bytes.length;
  }

  protected refuseChunk(id: string, upload: Upload): Reply {
    return this.describeUpload(416, id, upload);
  }

  protected describeUpload(status: number, id: string, { repository, bytes }: Upload): Reply {
    const location = `/v2/${repository}/blobs/uploads/${id}?offset=${bytes.length}`;
    return { status, headers: { location, range: formatUploadRange(bytes.length), 'docker-upload-uuid': id } };
  }

  protected store(repository: string, digest: string, bytes: Buffer): Reply {
    this.shelfOf(repository).blobs.set(digest, bytes);
    const location = `/v2/${repository}/blobs/${digest}`;
    return { status: 201, headers: { location, 'docker-content-digest': digest } };
  }
}
