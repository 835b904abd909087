import type { Identity } from '@lading/core';
import type { SignInOutcome, SignInRequest } from '../sign-in/sign-in.js';

/** The client that asks for a refresh token, and its request. */
export type RefreshTokenClient = Pick<SignInRequest, 'client' | 'requestId'>;

/** A request with a refresh token instead of a name and a secret. */
export type RefreshRequest = Omit<SignInRequest, 'name'>;

/** Refresh tokens, which clients store instead of a password. A client can use one any number of times. It does not change. */
export interface RefreshTokens {
  /**
   * Makes a refresh token for a user who has just signed in with a password.
   * @returns undefined for other clients: they can store their secret itself, and it can be revoked. Also undefined if too many
   * were made for the user in the last minute. The client then continues to use the password.
   */
  create(identity: Identity, from: RefreshTokenClient): Promise<string | undefined>;
  signIn(request: RefreshRequest): Promise<SignInOutcome>;
}

interface RefreshTokenLimits {
  /** How long a refresh token lasts without use. */
  readonly idleSeconds: number;
  /** How long it lasts at most. */
  readonly lifeSeconds: number;
  /** The most that a user has. A new one ends the least recently used one. */
  readonly mostOfUser: number;
  /** The most that are made for a user in a minute, on one replica. Each adds an entry to the audit. */
  readonly newPerMinute: number;
}

const day = 24 * 60 * 60;

export const refreshTokenLimits: RefreshTokenLimits = {
  idleSeconds: 30 * day,
  lifeSeconds: 90 * day,
  mostOfUser: 100,
  newPerMinute: 60,
};
