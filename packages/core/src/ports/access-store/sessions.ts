import type { Page } from '../page.js';

/** Whether a session is of a browser, or of a client with a refresh token. */
export type SessionKind = 'browser' | 'client';

/** A session of a user. */
export interface SessionRecord {
  readonly id: string;
  readonly kind: SessionKind;
  /** SHA-256 of the secret in hexadecimal. */
  readonly secretHash: string;
  /** The name of the user. */
  readonly user: string;
  readonly createdAt: Date;
  readonly lastUsedAt: Date;
  readonly expiresAt: Date;
  /** Identifies the password of the sign-in, if the session ends when that password changes. It is not secret. */
  readonly passwordMark?: string | undefined;
  readonly address?: string | undefined;
  readonly userAgent?: string | undefined;
}

/** All times are those of the store's clock. */
export interface Sessions {
  /**
   * Creates a session. If its user then has more than `most` sessions of its kind, it deletes expired ones first, and then the
   * least recently used ones. The limit holds even if many sessions are created at once.
   */
  create(session: {
    readonly secretHash: string;
    readonly kind: SessionKind;
    readonly user: string;
    /** How many sessions of this kind the user may have, with the new one; at least 1. */
    readonly most: number;
    readonly lifeSeconds: number;
    readonly passwordMark?: string | undefined;
    readonly address?: string | undefined;
    readonly userAgent?: string | undefined;
  }): Promise<SessionRecord>;
  /** Finds a session that has not expired and was used within `idleSeconds`, and records its use, at most once a minute. */
  use(secretHash: string, idleSeconds: number): Promise<SessionRecord | undefined>;
  /** Finds a session that has not expired. */
  find(id: string): Promise<SessionRecord | undefined>;
  list(request: {
    readonly user?: string;
    readonly after?: string;
    readonly limit: number;
  }): Promise<Page<SessionRecord>>;
  /** @returns whether there was one */
  delete(id: string): Promise<boolean>;
  /** @returns how many there were */
  deleteOf(user: string): Promise<number>;
  /** Deletes expired sessions. */
  maintain(): Promise<void>;
}
