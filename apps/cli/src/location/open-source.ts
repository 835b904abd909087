import { type ImageSource, imageLayout, openImageArchive, registryImage } from '@lading/client';
import type { Session } from '../session/session.js';
import type { Location } from './location.js';

/** A source with what is to be done when it is not needed any more. */
export interface OpenSource {
  readonly source: ImageSource;
  close(): Promise<void>;
}

/** Opens what is read from. `-` as the file of an archive is standard input. */
export async function openSource(session: Session, location: Location): Promise<OpenSource> {
  const { signal } = session;
  if (location.kind === 'registry') {
    const { tag, digest } = location.reference;
    const repository = await session.registries.repository(location.reference, 'from');
    return { source: registryImage(repository, digest ?? tag), close: async () => undefined };
  }
  const { path, name } = location;
  if (location.kind === 'oci') return { source: imageLayout(path, name), close: async () => undefined };
  const archive = await openImageArchive(path === '-' ? process.stdin : path, name, { signal });
  return { source: archive, close: () => archive.close() };
}

/** Opens a source for as long as something is done with it. */
export async function withSource<Result>(
  session: Session,
  location: Location,
  work: (source: ImageSource) => Promise<Result>,
): Promise<Result> {
  const { source, close } = await openSource(session, location);
  try {
    return await work(source);
  } finally {
    await close();
  }
}
