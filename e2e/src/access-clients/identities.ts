import { type Administration, operator } from '@lading/access';
import type { Account, FileRule } from '../harness/accounts.js';

export const kinds = ['user', 'robot', 'token'] as const;
export type Kind = (typeof kinds)[number];

/** The rights in `team/**`: all but administration, only pull, or none. */
export const roles = ['writer', 'reader', 'stranger'] as const;
export type Role = (typeof roles)[number];

/** The accounts that sign in: three of each kind. */
export type Identities = Readonly<Record<Kind, Readonly<Record<Role, Account>>>>;

/** The users of the htpasswd file. */
export const users = {
  writer: { name: 'wendy', secret: 'the password of wendy' },
  reader: { name: 'ralph', secret: 'the password of ralph' },
  stranger: { name: 'sam', secret: 'the password of sam' },
} as const satisfies Record<Role, Account>;

const where = ['team/**'];

export const rules: readonly FileRule[] = [
  { who: ['user:wendy', 'robot:writer'], where, what: ['pull', 'push', 'delete'] },
  { who: ['user:ralph', 'robot:reader'], where, what: ['pull'] },
];

/** Creates robots, and tokens of the users whose rights their scopes narrow. */
export async function createIdentities({ robots, robotSecrets, personalTokens }: Administration): Promise<Identities> {
  const robot = async (name: Role): Promise<Account> => {
    await robots.put(operator, name, { namespace: 'team/**' });
    return { name, secret: (await robotSecrets.create(operator, name, { description: 'clients' })).secret };
  };
  const token = async (user: string, scope?: { where: string[]; what: ('pull' | 'push')[] }): Promise<Account> => {
    const input = { description: 'clients', ...(scope && { scopes: [scope] }) };
    return { name: user, secret: (await personalTokens.create(operator, user, input)).secret };
  };
  return {
    user: users,
    robot: { writer: await robot('writer'), reader: await robot('reader'), stranger: await robot('stranger') },
    token: {
      writer: await token('wendy'),
      // These two are of a user who may do more.
      reader: await token('wendy', { where: ['team/**'], what: ['pull'] }),
      stranger: await token('wendy', { where: ['elsewhere/**'], what: ['pull', 'push'] }),
    },
  };
}
