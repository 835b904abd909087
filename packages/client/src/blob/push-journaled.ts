import type { Descriptor } from '@lading/core';
import type { RepositoryEndpoint } from '../repository/repository-endpoint.js';
import { asRepeatable, type BlobSource } from './blob-source.js';
import { digestFor, type PushBlobOptions } from './push-blob.js';

/** Pushes a blob; a large one in chunks, and with word in the journal of how far it is, where the client has one. */
export async function pushJournaled(
  { options: { uploadJournal }, transport, name }: RepositoryEndpoint,
  source: BlobSource,
  options: PushBlobOptions,
  push: (options: PushBlobOptions) => Promise<Descriptor>,
): Promise<Descriptor> {
  const repeatable = asRepeatable(source);
  const isOwn = options.resume !== undefined || options.onUpload !== undefined;
  if (uploadJournal === undefined || isOwn || repeatable === undefined) return push(options);
  const { chunkBytes } = uploadJournal;
  if (repeatable.size <= 2 * chunkBytes) return push(options);
  const digest = await digestFor(repeatable, options);
  const registry = transport.options.registry.origin;
  const entry = await uploadJournal.open({ registry, repository: name, digest });
  let isDone = false;
  try {
    const { handle: resume, keep: onUpload } = entry;
    const pushed = await push({ chunkBytes, ...options, digest, resume, onUpload });
    isDone = true;
    return pushed;
  } finally {
    await entry.close(isDone);
  }
}
