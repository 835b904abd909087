import { type ImageTarget, imageArchiveTarget, imageLayout, registryImage } from '@lading/client';
import { UsageError } from '../failure/command-error.js';
import type { Session } from '../session/session.js';
import type { Location } from './location.js';

/** A target with what takes away its leftovers if it could not be filled. */
export interface OpenTarget {
  readonly target: ImageTarget;
  discard(): Promise<void>;
}

/** @throws UsageError for an archive of docker save, which is only read here */
export async function openTarget(session: Session, location: Location): Promise<OpenTarget> {
  const discard = async () => undefined;
  if (location.kind === 'registry') {
    const { tag, digest } = location.reference;
    const repository = await session.registries.repository(location.reference, 'to');
    return { target: registryImage(repository, tag ?? digest), discard };
  }
  const { kind, path, name } = location;
  if (kind === 'oci') return { target: imageLayout(path, name), discard };
  if (kind === 'oci-archive') {
    const target = await imageArchiveTarget(path, name);
    return { target, discard: () => target.discard() };
  }
  throw new UsageError(
    'docker-archive: is only read here',
    'write oci-archive:FILE, which docker load understands too',
  );
}
