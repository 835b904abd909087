import { formatImageReference } from '@lading/client';
import type { Location } from './location.js';

/** Formats a location so that it can be parsed again. In a registry, adds the digest. */
export function formatLocation(location: Location, digest?: string): string {
  if (location.kind !== 'registry')
    return `${location.kind}:${location.path}${location.name === undefined ? '' : `:${location.name}`}`;
  const { registry, repository, tag } = location.reference;
  const name = formatImageReference({ registry, repository, ...(tag === undefined ? {} : { tag }) });
  const shown = digest ?? location.reference.digest;
  return shown === undefined ? name : `${name}@${shown}`;
}
