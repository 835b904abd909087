import { stat } from 'node:fs/promises';
import { type ArtifactFile, type ImageReference, type PushArtifactOptions, pushArtifact } from '@lading/client';
import type { Descriptor } from '@lading/core';
import { CommandError } from '../failure/command-error.js';
import type { Session } from '../session/session.js';

interface MeasuredFile extends ArtifactFile {
  /** Undefined for a folder, which is packed first. */
  readonly size: number | undefined;
}

/** Pushes files and folders as an artifact, and shows how it goes. */
export async function pushFiles(
  session: Session,
  reference: Pick<ImageReference, 'registry' | 'repository'>,
  contents: readonly string[],
  options: PushArtifactOptions,
): Promise<Descriptor> {
  const files = await Promise.all(contents.map(measureFile));
  const repository = await session.registries.repository(reference, 'to');
  const { progress, signal } = session;
  const transferOf = ({ path, size }: MeasuredFile) => ({ name: path, size });
  const pushed = await pushArtifact(repository, files, {
    ...options,
    signal,
    onProgress: (file, { state, bytes }) => {
      const transfer = transferOf(file as MeasuredFile);
      if (state === 'moving') progress.move(transfer, bytes);
      else progress.done({ ...transfer, size: bytes }, state === 'present' ? 'present' : 'pushed');
    },
  });
  progress.end();
  return pushed;
}

/** Reads `FILE[:MEDIA/TYPE]`; a path may hold colons, so only what looks like a media type is one. */
async function measureFile(content: string): Promise<MeasuredFile> {
  const [, file = content, mediaType] = /^(.+):([a-z0-9][\w!#$&^.+-]*\/[\w!#$&^.+-]+)$/i.exec(content) ?? [];
  const found = await stat(file).catch((cause: Error) => {
    throw new CommandError(`${file} can not be read: ${cause.message}`, { cause });
  });
  return {
    path: file,
    size: found.isDirectory() ? undefined : found.size,
    ...(mediaType === undefined ? {} : { mediaType }),
  };
}
