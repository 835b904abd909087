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

/** The client, as the audit records it. */
type ClientOfChange = Pick<AuditEvent, 'address' | 'userAgent' | 'requestId'>;

type User = AccessState['users'][number];

/** Why a person is not signed in, for the audit. */
type UserRefusal =
  | 'the user is disabled'
  | 'there is no user of this identity'
  | 'the htpasswd file has a user of this name';

/** The users of identity providers. An issuer and a subject identify a person. Names and e-mail addresses do not. */
export class ProviderUsers {
  constructor(private readonly parts: ProviderUsersParts) {}

  /**
   * Returns the user of a person, with the groups that the provider names now.
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
    const isCurrent = found !== undefined && isDeepStrictEqual(providerValues(person, found), providerValues(found));
    const name = isCurrent ? found.name : await this.#write(person, client);
    return (await identifyNow(live, { kind: 'user', name })) ?? 'the user is disabled';
  }

  /** Creates the user of a person, or updates the values that come from the provider. @returns the name of the user */
  async #write(person: Person, client: ClientOfChange): Promise<string> {
    const { store, live, files } = this.parts;
    const name = await store.change(async (change) => {
      const state = await change.readState();
      const known = userOf(person, state);
      const found = known && (await change.users.find(known.id));
      const record =
        found === undefined
          ? await change.users.insert(newUser(person, freeName(person.name, state, files())))
          : await change.users.replace({ ...found, ...providerValues(person, found) });
      const event = { action: found === undefined ? 'user.created' : 'user.changed', outcome: 'done' } as const;
      const actor = { kind: 'user', name: record.name } as const;
      change.audit(
        cleanAuditEvent({ ...event, actor, target: record.name, ...client, detail: changedMembers(found, record) }),
      );
      return record.name;
    });
    // This process uses the new groups at once. Other replicas follow soon.
    await live.refresh();
    return name;
  }
}

function newUser(person: Person, name: string): NewRecord<UserRecord> {
  return { ...providerValues(person), identity: person.identity, name, isDisabled: false };
}

function userOf({ identity }: Person, { users }: AccessState): User | undefined {
  return users.find((user) => isDeepStrictEqual(user.identity, identity));
}

type ProviderValues = Pick<UserRecord, 'displayName' | 'email' | 'providerGroups'>;

/** The values that each sign-in takes from the provider. The groups replace the former ones. */
function providerValues(
  { displayName, email, providerGroups }: ProviderValues,
  before?: ProviderValues,
): ProviderValues {
  return { displayName: displayName ?? before?.displayName, email: email ?? before?.email, providerGroups };
}
