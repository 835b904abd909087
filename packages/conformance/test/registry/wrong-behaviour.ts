import { RegistryError } from '@lading/core';
import type { Reply, Request } from './right-content.js';
import { RightRegistry } from './right-registry.js';
import type { Upload } from './right-uploads.js';

class BelievesDigests extends RightRegistry {
  protected override isContent(): boolean {
    return true;
  }
}

class AppendsInAnyOrder extends RightRegistry {
  protected override isInOrder(): boolean {
    return true;
  }
}

class AppendsARepeatedRequest extends RightRegistry {
  protected override isInOrder(upload: Upload, request: Request): boolean {
    return super.isInOrder(upload, { ...request, query: new URLSearchParams() });
  }
}

class DropsASessionOutOfOrder extends RightRegistry {
  protected override refuseChunk(id: string, upload: Upload): Reply {
    this.uploads.delete(id);
    return super.refuseChunk(id, upload);
  }
}

class SharesBlobs extends RightRegistry {
  protected override findBlob(_: string, digest: string): Buffer | undefined {
    return [...this.shelves.values()].map(({ blobs }) => blobs.get(digest)).find((blob) => blob !== undefined);
  }
}

class SharesSessions extends RightRegistry {
  protected override findUpload(_: string, id: string): Upload {
    return super.findUpload(this.uploads.get(id)?.repository ?? '', id);
  }
}

class DeletesMoreThanATag extends RightRegistry {
  protected override deleteManifest(repository: string, reference: string): Reply {
    return super.deleteManifest(repository, this.shelfOf(repository).tags.get(reference) ?? reference);
  }
}

class KeepsTagsOfTheDeleted extends RightRegistry {
  protected override deleteManifest(repository: string, reference: string): Reply {
    const tags = [...this.shelfOf(repository).tags];
    const reply = super.deleteManifest(repository, reference);
    for (const [tag, digest] of tags) if (tag !== reference) this.shelfOf(repository).tags.set(tag, digest);
    return reply;
  }
}

class RefusesWhatItCannotMount extends RightRegistry {
  protected override openUpload(repository: string, request: Request): Reply {
    const reply = super.openUpload(repository, request);
    if (request.query.has('mount') && reply.status === 202) throw new RegistryError('BLOB_UNKNOWN', 'no such blob');
    return reply;
  }
}

class MissesNoBlob extends RightRegistry {
  protected override isReferable(): boolean {
    return true;
  }
}

class StoresWhatBrokeOff extends RightRegistry {
  protected override async read({ incoming }: Request): Promise<Buffer> {
    const pieces: Buffer[] = [];
    incoming.on('data', (piece: Buffer) => pieces.push(piece));
    await new Promise((resolve) => incoming.on('close', resolve));
    return Buffer.concat(pieces);
  }
}

class IgnoresRanges extends RightRegistry {
  protected override readBlob(repository: string, digest: string, request: Request): Reply {
    return super.readBlob(repository, digest, { ...request, headers: {} });
  }
}

/** Reads the query of a list as if it had not been sent, but for what `keep` names. */
function forgetting(...names: readonly string[]) {
  const kept = ({ query, ...request }: Request): Request => ({
    ...request,
    query: new URLSearchParams([...query].filter(([name]) => !names.includes(name))),
  });
  return class extends RightRegistry {
    protected override listTags(repository: string, request: Request): Reply {
      return super.listTags(repository, kept(request));
    }

    protected override listReferrers(repository: string, subject: string, request: Request): Reply {
      const { headers } = super.listReferrers(repository, subject, request);
      return { ...super.listReferrers(repository, subject, kept(request)), ...(headers && { headers }) };
    }
  };
}

/** A fault of a registry, the registry, and the case that notices it. */
export const wrongBehaviour: readonly (readonly [fault: string, Registry: typeof RightRegistry, id: string])[] = [
  ['believes the digest of a blob', BelievesDigests, 'upload/wrong-digest'],
  ['believes the digest of a manifest', BelievesDigests, 'manifest/wrong-digest'],
  ['appends a chunk that leaves a gap', AppendsInAnyOrder, 'chunk-order/gap'],
  ['appends a repeated chunk', AppendsInAnyOrder, 'chunk-order/repeated'],
  ['appends a request that is sent twice', AppendsARepeatedRequest, 'repeated/put-at-older-location'],
  ['believes a Content-Range rather than its Location', AppendsARepeatedRequest, 'repeated/with-content-range'],
  ['takes the chunk of two clients twice', AppendsInAnyOrder, 'race/same-chunk'],
  ['drops a session over a chunk out of order', DropsASessionOutOfOrder, 'chunk-order/gap'],
  ['shows blobs of other repositories', SharesBlobs, 'blob/other-repository'],
  ['continues sessions of other repositories', SharesSessions, 'session/other-repository'],
  ['deletes the manifest with its tag', DeletesMoreThanATag, 'delete/tag'],
  ['keeps the tags of a deleted manifest', KeepsTagsOfTheDeleted, 'delete/manifest'],
  ['refuses what it cannot mount', RefusesWhatItCannotMount, 'mount/unknown-blob'],
  ['takes an image whose layer is missing', MissesNoBlob, 'missing/blob'],
  ['stores a blob that broke off', StoresWhatBrokeOff, 'broken-off/put-of-a-prefix'],
  ['ignores ranges', IgnoresRanges, 'range/part-500-'],
  ['takes n=0 for no limit', forgetting('n'), 'tag-list/n-0'],
  ['ignores last', forgetting('last'), 'tag-list/last'],
  ['says that it filtered and did not', forgetting('artifactType'), 'referrers/filter-is-honest'],
];
