import { isRegistryError, parseReference, type Reference, RegistryError } from '@lading/core';

/**
 * Parses the reference of an existing manifest. An invalid tag is an unknown manifest: clients and both suites expect that
 * error (REF-05).
 * @throws RegistryError `MANIFEST_UNKNOWN`, `DIGEST_INVALID`
 */
export function parseKnownReference(text: string): Reference {
  try {
    return parseReference(text);
  } catch (error) {
    throw isRegistryError(error, 'MANIFEST_INVALID') ? unknownManifest(text) : error;
  }
}

export function unknownManifest(reference: string): RegistryError {
  return new RegistryError('MANIFEST_UNKNOWN', 'the repository has no such manifest', {
    detail: { reference: reference.slice(0, 256) },
  });
}
