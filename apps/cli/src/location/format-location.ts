import { formatImageReference } from '@lading/client';
import type { Location } from './location.js';

/** A location as it may be given again; in a registry with the digest of what is there. */
export function formatLocation(location: Location, digest?: string): string {
  if (location.kind !== 'registry')
    return `${location.kind}:${location.path}${location.name === undefined ? '' : `:${location.name}`}`;
  const { registry, repository, tag } = location.reference;
  const name = formatImageReference({ registry, repository, ...(tag === undefined ? {} : { tag }) });
  const shown = digest ?? location.reference.digest;
  return shown === undefined ? name : `${name}@${shown}`;
}
