import type { Digest } from '@lading/core';
import { ClientError, type ClientErrorOptions } from './client-error.js';

/** The digest and size of content. */
export interface ContentIdentity {
  readonly digest?: Digest | undefined;
  /** In bytes. */
  readonly size?: number | undefined;
}

/** Content has another digest or size than expected. It must not be used (PULL-12, PULL-19). */
export class DigestMismatchError extends ClientError {
  override readonly name = 'DigestMismatchError';

  constructor(
    readonly expected: ContentIdentity,
    readonly received: ContentIdentity,
    options: ClientErrorOptions = {},
  ) {
    super('digest-mismatch', `expected ${describe(expected)}, received ${describe(received)}`, options);
  }
}

function describe({ digest, size }: ContentIdentity): string {
  const parts = [digest, size === undefined ? undefined : `${size} bytes`];
  return parts.filter((part) => part !== undefined).join(' of ') || 'nothing';
}
