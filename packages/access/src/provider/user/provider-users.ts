import { isDeepStrictEqual } from 'node:util';
import type { AccessState, AccessStore, AuditEvent, NamedIdentity, NewRecord, UserRecord } from '@lading/core';
import { changedMembers } from '../../administration/change/changed-members.js';
import { cleanAuditEvent } from '../../audit/clean-audit-event.js';
import type { AccessFiles } from '../../live/access-files.js';
import type { LiveAccess } from '../../live/access-view.js';
import type { LiveState } from '../../live/live-state.js';
import { identifyNow } from '../../sign-in/identify-now.js';
import { freeName } from './free-name.js';
import type { Person } from './person.js';

export interface ProviderUsersParts {
  readonly store: Pick<AccessStore, 'change'>;
  readonly live: LiveAccess & LiveState;
  readonly files: () => AccessFiles;
}

/** What the audit records of the client. */
type ClientOfChange = Pick<AuditEvent, 'address' | 'userAgent' | 'requestId'>;

type User = AccessState['users'][number];

/** Why a person is not signed in, for the audit. */
type UserRefusal =
  | 'the user is disabled'
  | 'there is no user of this identity'
  | 'the htpasswd file has a user of this name';

/** The users of identity providers. A person is an issuer and a subject; names and e-mail addresses identify nobody. */
export class ProviderUsers {
  constructor(private readonly parts: ProviderUsersParts) {}

  /**
   * The user of a person, with the groups that the provider says now.
   * @param mayCreate whether a person without a user gets one
   */
  async signIn(
    person: Person,
    { mayCreate, client }: { readonly mayCreate: boolean; readonly client: ClientOfChange },
  ): Promise<NamedIdentity | UserRefusal> {
    const { live, files } = this.parts;
    const found = userOf(person, await live.readState());
    if (found === undefined && !mayCreate) return 'there is no user of this identity';
    if (found?.isDisabled) return 'the user is disabled';
    if (found !== undefined && files().users.has(found.name)) return 'the htpasswd file has a user of this name';
    const isCurrent = found !== undefined && isDeepStrictEqual(told(person, found), told(found));
    const name = isCurrent ? found.name : await this.#write(person, client);
    return (await identifyNow(live, { kind: 'user', name })) ?? 'the user is disabled';
  }

  /** Creates the user of a person, or replaces what the provider says of it. @returns the name of the user */
  async #write(person: Person, client: ClientOfChange): Promise<string> {
    const { store, live, files } = this.parts;
    const name = await store.change(async (change) => {
      const state = await change.readState();
      const known = userOf(person, state);
      const found = known && (await change.users.find(known.id));
      const record =
        found === undefined
          ? await change.users.insert(newUser(person, freeName(person.name, state, files())))
          : await change.users.replace({ ...found, ...told(person, found) });
      const event = { action: found === undefined ? 'user.created' : 'user.changed', outcome: 'done' } as const;
      const actor = { kind: 'user', name: record.name } as const;
      change.audit(
        cleanAuditEvent({ ...event, actor, target: record.name, ...client, detail: changedMembers(found, record) }),
      );
      return record.name;
    });
    // Sessions and tokens have the new groups at once here, and soon at other replicas.
    await live.refresh();
    return name;
  }
}

function newUser(person: Person, name: string): NewRecord<UserRecord> {
  return { ...told(person), identity: person.identity, name, isDisabled: false };
}

function userOf({ identity }: Person, { users }: AccessState): User | undefined {
  return users.find((user) => isDeepStrictEqual(user.identity, identity));
}

type Told = Pick<UserRecord, 'displayName' | 'email' | 'providerGroups'>;

/** What the provider says anew at each sign-in. Its groups replace the former ones. */
function told({ displayName, email, providerGroups }: Told, before?: Told): Told {
  return { displayName: displayName ?? before?.displayName, email: email ?? before?.email, providerGroups };
}
