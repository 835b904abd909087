import { createHash } from 'node:crypto';
import type { Authentication, AuthenticationRequest, Authenticator, Challenge, NamedIdentity } from '@lading/core';

/** The SHA-256 of a key in hexadecimal. A reader of the list of keys cannot use them. */
export function hashOf(key: string): string {
  return createHash('sha256').update(key).digest('hex');
}

/**
 * Knows clients by a key, which `docker login` sends as the password; the name is ignored. The keys are long and random, so
 * a quick hash protects them.
 */
export class KeyAuthenticator implements Authenticator {
  /** @param owners whom each key belongs to, by the hash of the key */
  constructor(private readonly owners: ReadonlyMap<string, NamedIdentity>) {}

  authenticate(request: AuthenticationRequest): Authentication {
    const [, encoded] = /^Basic +(\S+)$/i.exec(request.field('authorization') ?? '') ?? [];
    if (encoded === undefined) return { outcome: 'unknown' };
    const [, key] = /^[^:]*:(.+)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
    // skopeo sends an empty name and an empty password if it has none.
    if (key === undefined) return { outcome: 'unknown' };
    const identity = this.owners.get(hashOf(key));
    return identity === undefined
      ? { outcome: 'rejected', reason: 'this key is not known' }
      : { outcome: 'identified', identity };
  }

  challenge(): Challenge {
    return { scheme: 'Basic', parameters: { realm: 'a key as the password' } };
  }
}
