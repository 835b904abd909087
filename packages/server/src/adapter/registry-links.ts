import type { Digest, RepositoryName, UploadId } from '@lading/core';
import { Inject, Injectable } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import { RegistryAdapter } from './registry.adapter.js';

/**
 * The links in answers, as paths: the registry does not know the name of a proxy in front of it. With the option
 * `publicUrl`, `writeResponse` puts the origin before the path of each `Location`.
 */
@Injectable()
export class RegistryLinks {
  constructor(@Inject(HttpAdapterHost) private readonly host: HttpAdapterHost) {}

  blob(repository: RepositoryName, digest: Digest): string {
    return `${this.base}/${repository}/blobs/${digest}`;
  }

  manifest(repository: RepositoryName, reference: string): string {
    return `${this.base}/${repository}/manifests/${reference}`;
  }

  /** An upload that has `size` bytes. The offset lets the registry recognise a request that is sent twice (CHNK-13). */
  upload(repository: RepositoryName, id: UploadId, size: number): string {
    return `${this.base}/${repository}/blobs/uploads/${id}?offset=${size}`;
  }

  /** The value of a `Link` field to the next page (TAG-09). */
  nextPage(path: string, query: readonly (readonly [string, string])[]): string {
    return `<${this.base}/${path}?${new URLSearchParams(query.map(([name, value]): [string, string] => [name, value]))}>; rel="next"`;
  }

  private get base(): string {
    const { httpAdapter } = this.host;
    return `${httpAdapter instanceof RegistryAdapter ? httpAdapter.basePath : ''}/v2`;
  }
}
