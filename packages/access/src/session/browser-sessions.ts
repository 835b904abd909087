import { randomBytes } from 'node:crypto';
import {
  type AccessStore,
  type NamedIdentity,
  RegistryError,
  type RequestClient,
  type SessionRecord,
} from '@lading/core';
import { EventLimit } from '../audit/event-limit.js';
import type { Claim, LiveAccess } from '../live/access-view.js';
import { hashSecret } from '../secret/random-secret.js';

/** A session without its secret. */
export type Session = Omit<SessionRecord, 'secretHash' | 'passwordMark' | 'kind'>;

/** A session that is in use, and its user. */
export interface UsedSession {
  readonly identity: NamedIdentity;
  readonly session: Session;
}

const sessionLimits = {
  /** How long a session lasts without use. */
  idleSeconds: 8 * 60 * 60,
  /** How long it lasts at most. */
  lifeSeconds: 24 * 60 * 60,
  /** The most that a user has. A new one ends the least recently used one. */
  mostOfUser: 100,
  /** The most that begin for a user in a minute, on one replica. Each adds an entry to the audit, and each `lading admin` needs one. */
  newPerMinute: 600,
} as const;

/** The form of a session's secret: 32 bytes in base64url. */
const secretForm = /^[A-Za-z0-9_-]{43}$/;

interface BrowserSessionsOptions {
  readonly store: AccessStore['sessions'];
  readonly live: LiveAccess;
}

/**
 * Sessions of people in a browser, which all replicas share. A session ends when its user is disabled, gets another password, or
 * signs out everywhere.
 */
export class BrowserSessions {
  readonly #store: AccessStore['sessions'];
  readonly #live: LiveAccess;
  readonly #begun = new EventLimit({ ofKind: sessionLimits.newPerMinute });

  constructor({ store, live }: BrowserSessionsOptions) {
    this.#store = store;
    this.#live = live;
  }

  /**
   * Begins a session for a user who has just signed in with a password.
   * @returns the session and its secret, which is not stored
   * @throws TypeError if the identity is not that of a user, or comes from a personal access token
   * @throws RegistryError `TOOMANYREQUESTS` if too many sessions of the user have begun in the last minute
   */
  async create(identity: NamedIdentity, client: RequestClient): Promise<{ secret: string; session: Session }> {
    if (identity.kind !== 'user' || identity.credential !== undefined)
      throw new TypeError('only a user who has signed in without a token can have a session');
    if (!this.#begun.admits(identity.name))
      throw new RegistryError('TOOMANYREQUESTS', 'too many sign-ins', { retryAfterSeconds: 60 });
    const secret = randomBytes(32).toString('base64url');
    const record = await this.#store.create({
      secretHash: hashSecret(secret),
      kind: 'browser',
      user: identity.name,
      most: sessionLimits.mostOfUser,
      lifeSeconds: sessionLimits.lifeSeconds,
      passwordMark: this.#live.view.markOf(identity.name),
      address: client.address,
      userAgent: client.userAgent?.slice(0, 256),
    });
    return { secret, session: sessionOf(record) };
  }

  /** @returns undefined if the session is unknown, ended or too old, or its user is disabled or has ended all sessions */
  async use(secret: string): Promise<UsedSession | undefined> {
    if (!secretForm.test(secret)) return undefined;
    const record = await this.#store.use(hashSecret(secret), sessionLimits.idleSeconds);
    if (record === undefined) return undefined;
    const identity = this.#live.view.identify(claimOf(record));
    return identity && { identity, session: sessionOf(record) };
  }

  /** @returns whether there was one */
  end(id: string): Promise<boolean> {
    return this.#store.delete(id);
  }
}

/** The claim that a session proves. */
export function claimOf({ user, createdAt, passwordMark }: SessionRecord): Claim {
  return { kind: 'user', name: user, since: createdAt, mark: passwordMark };
}

/** The part of a session that its user and administrators may see. */
export function sessionOf({ secretHash, passwordMark, kind, ...session }: SessionRecord): Session {
  return session;
}
