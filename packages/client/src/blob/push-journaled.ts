import type { Descriptor } from '@lading/core';
import { asRepeatable, type BlobSource } from '../content/blob-source.js';
import type { UploadJournal } from '../journal/upload-journal.js';
import { type PushTarget, pushBlob } from './push-blob.js';
import type { PushBlobOptions } from './push-options.js';
import { sourceDigest } from './source-digest.js';

/** Pushes a blob. With a journal, a large blob goes in chunks, and the journal records its progress. */
export async function pushJournaled(
  target: PushTarget,
  journal: UploadJournal | undefined,
  source: BlobSource,
  options: PushBlobOptions,
): Promise<Descriptor> {
  const repeatable = asRepeatable(source);
  const isOwn = options.resume !== undefined || options.onUpload !== undefined;
  if (journal === undefined || isOwn || repeatable === undefined) return pushBlob(target, source, options);
  const { chunkBytes } = journal;
  if (repeatable.size <= 2 * chunkBytes) return pushBlob(target, source, options);
  const digest = await sourceDigest(repeatable, options);
  const { transport, name: repository } = target.endpoint;
  const entry = await journal.open({ registry: transport.options.registry.origin, repository, digest });
  let isDone = false;
  try {
    const { handle: resume, keep: onUpload } = entry;
    const pushed = await pushBlob(target, source, { chunkBytes, ...options, digest, resume, onUpload });
    isDone = true;
    return pushed;
  } finally {
    await entry.close(isDone);
  }
}
