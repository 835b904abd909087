import type { OptionRules } from '@lading/core';
import type { Password } from './token-client.js';

/**
 * Accounts with different rights below one namespace, for the feature `token-service`. These rules are all that allows
 * something there:
 * - `owner` may pull, push and delete everywhere in the namespace.
 * - `member` may pull from `<namespace>/shared/**`, except from `<namespace>/shared/secret/**`, where a rule denies it.
 *   It may pull from and push to `<namespace>/member/**`.
 * - `stranger` may sign in.
 * - Everybody, also without an account, may pull from `<namespace>/public/**`.
 */
export interface RegistryAccounts {
  /** What the names of all their repositories begin with, without the slash. */
  readonly namespace: string;
  readonly owner: Password;
  readonly member: Password;
  readonly stranger: Password;
}

/** A part of the namespace. Only the owner may do anything in `private`. */
export type Area = 'shared' | 'shared/secret' | 'member' | 'public' | 'private';

export type AccountName = Exclude<keyof RegistryAccounts, 'namespace'>;

export const accountRules = {
  namespace: 'string',
  owner: 'object',
  member: 'object',
  stranger: 'object',
} as const satisfies OptionRules<RegistryAccounts>;
