import { type ImageSource, imageLayout, openImageArchive, registryImage } from '@lading/client';
import type { Location } from '../location/location.js';
import type { Session } from '../session/session.js';

/** A source to close after use. */
export interface OpenSource {
  readonly source: ImageSource;
  close(): Promise<void>;
}

/** Opens a source. `-` as the file of an archive means standard input. */
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

/** Opens a source, and closes it after the work. */
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
