import type { CredentialRecord, NewCredentialRecord } from '../management/records.js';
import type { Session } from '../session/session.js';
import { type ScopeOptions, scopesFrom } from './scopes.js';
import { type ListForm, shortTime } from './show-list.js';

export interface CredentialOptions extends ScopeOptions {
  readonly description: string;
  readonly expires?: string;
}

/** The body that creates a personal access token, or a secret of a robot. */
export function credentialInput(options: CredentialOptions): object {
  const { description, expires: expiresAt } = options;
  return { description, expiresAt, scopes: scopesFrom(options) };
}

/** Prints a new secret: alone on standard output, so that it can be piped. All else goes to standard error. */
export async function showSecret(session: Session, created: NewCredentialRecord, owner: string): Promise<void> {
  const { credential, secret } = created;
  const end = credential.expiresAt === undefined ? '' : `; it expires at ${shortTime(credential.expiresAt)}`;
  session.notices.say(`the secret of ${owner} is shown only this once${end}; its id is ${credential.id}`);
  await session.output.show(created, [secret]);
}

export function credentialList(name: string): ListForm<CredentialRecord> {
  return {
    name,
    headings: ['ID', 'ENDS IN', 'EXPIRES', 'LAST USED', 'SCOPES', 'DESCRIPTION'],
    row: ({ id, hint, expiresAt, revokedAt, lastUsedAt, scopes = [], description }) => [
      id,
      hint,
      revokedAt === undefined ? shortTime(expiresAt) : 'revoked',
      shortTime(lastUsedAt),
      scopes.map(({ where, what }) => `${what.join(',')} on ${where.join(',')}`).join('; '),
      description,
    ],
  };
}
