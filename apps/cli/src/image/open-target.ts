import { type ImageTarget, imageArchiveTarget, imageLayout, registryImage } from '@lading/client';
import type { Location } from '../location/location.js';
import type { Session } from '../session/session.js';

/** A target to leave if the copy fails. */
export interface OpenTarget {
  readonly target: ImageTarget;
  leave(): Promise<void>;
}

export async function openTarget(session: Session, location: Location): Promise<OpenTarget> {
  const leave = async () => undefined;
  if (location.kind === 'registry') {
    const { tag, digest } = location.reference;
    const repository = await session.registries.repository(location.reference, 'to');
    return { target: registryImage(repository, tag ?? digest), leave };
  }
  const { kind, path, name } = location;
  if (kind === 'oci') return { target: imageLayout(path, name), leave };
  const target = await imageArchiveTarget(path, name, { format: kind === 'docker-archive' ? 'docker' : 'oci' });
  return { target, leave: () => target.leave() };
}
