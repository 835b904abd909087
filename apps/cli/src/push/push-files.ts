import { stat } from 'node:fs/promises';
import { type ArtifactFile, type PushArtifactOptions, pushArtifact } from '@lading/client';
import type { Descriptor } from '@lading/core';
import { CommandError } from '../failure/command-error.js';
import type { RepositoryReference } from '../location/location.js';
import type { Session } from '../session/session.js';

interface MeasuredFile {
  readonly file: ArtifactFile;
  /** Undefined for a folder, which is compressed first. */
  readonly size: number | undefined;
}

/** Pushes files and folders as an artifact, and shows the progress. */
export async function pushFiles(
  session: Session,
  reference: RepositoryReference,
  contents: readonly string[],
  options: PushArtifactOptions,
): Promise<Descriptor> {
  const measured = await Promise.all(contents.map(measureFile));
  const sizes = new Map(measured.map(({ file, size }) => [file, size]));
  const repository = await session.registries.repository(reference, 'to');
  const { progress, signal } = session;
  const pushed = await pushArtifact(repository, [...sizes.keys()], {
    ...options,
    signal,
    onProgress: (file, { state, bytes }) => {
      const transfer = { name: file.path, size: sizes.get(file) };
      if (state === 'moving') progress.move(transfer, bytes);
      else progress.done({ ...transfer, size: bytes }, state === 'present' ? 'present' : 'pushed');
    },
  });
  progress.end();
  return pushed;
}

/** Parses `FILE[:MEDIA/TYPE]`. A path may contain colons; only text with the form of a media type is one. */
async function measureFile(content: string): Promise<MeasuredFile> {
  const [, file = content, mediaType] = /^(.+):([a-z0-9][\w!#$&^.+-]*\/[\w!#$&^.+-]+)$/i.exec(content) ?? [];
  const found = await stat(file).catch((cause: Error) => {
    throw new CommandError(`${file} cannot be read: ${cause.message}`, { cause });
  });
  return {
    file: { path: file, ...(mediaType === undefined ? {} : { mediaType }) },
    size: found.isDirectory() ? undefined : found.size,
  };
}
