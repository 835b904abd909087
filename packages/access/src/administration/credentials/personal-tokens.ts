import type { AccessState, AccessStore, CredentialRecord, CredentialScope } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import type { Changes } from '../change/changes.js';
import { notFound } from '../change/expectation.js';
import type { GrantedChange } from '../change/granted-change.js';
import { type CredentialInput, credentialInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import type { ActorRights } from '../rights/actor-rights.js';
import { type Credential, credentialOf, type NewCredential } from './credential.js';
import { defaultExpiry, makeCredential, type NewSecret, revokeCredential } from './make-credential.js';

interface PersonalTokensOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  readonly files: () => AccessFiles;
  readonly createSecret: () => NewSecret;
}

/** Personal access tokens. Everybody manages their own, and an administrator those of all users. */
export class PersonalTokens {
  constructor(private readonly options: PersonalTokensOptions) {}

  /** All tokens of a user, also those that are revoked or expired. @throws AdministrationError `NOT_FOUND` */
  async list(context: AdministrationContext, user: string): Promise<readonly Credential[]> {
    requireMayManage(await this.options.changes.rightsOf(context), user);
    return (await this.options.store.credentials.listOf({ kind: 'user', name: user })).map(credentialOf);
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async get(context: AdministrationContext, id: string): Promise<Credential> {
    const rights = await this.options.changes.rightsOf(context);
    return credentialOf(requireToken(await this.options.store.credentials.find(id), id, rights));
  }

  /**
   * Creates a token. If the actor uses a token itself, the new one has no wider scopes and no later expiry.
   * @throws AdministrationError `LIMIT` if the user has 100 tokens that are not revoked and not expired
   */
  async create(context: AdministrationContext, user: string, input: CredentialInput): Promise<NewCredential> {
    const values = parseInput(credentialInput, input);
    const { changes, files, createSecret } = this.options;
    return changes.makeAfterSignIn(context, async (change) => {
      requireMayManage(change.rights, user);
      if (!files().users.has(user) && !change.state.users.some(({ name }) => name === user))
        throw notFound(`user ${user}`);
      requireRoom(change, user);
      const owner = { kind: 'user', name: user } as const;
      const expiresAt = values.expiresAt ?? earliest(defaultExpiry(change.now), change.rights.expiresAt);
      requireNarrower(change.rights, { scopes: values.scopes, expiresAt });
      return makeCredential(change, { owner, values: { ...values, expiresAt }, secret: createSecret() });
    });
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async revoke(context: AdministrationContext, id: string): Promise<void> {
    return this.options.changes.make(context, async (change) => {
      const record = requireToken(await change.records.credentials.find(id), id, change.rights);
      await revokeCredential(change, record);
    });
  }
}

/** The most valid tokens of a user. Every process keeps all tokens in memory. */
const mostTokens = 100;

function requireRoom({ state }: GrantedChange, user: string): void {
  const isOwn = ({ owner }: AccessState['credentials'][number]) => owner.kind === 'user' && owner.name === user;
  if (state.credentials.filter(isOwn).length >= mostTokens)
    throw new AdministrationError('LIMIT', `${user} has ${mostTokens} tokens: revoke some first`);
}

function requireMayManage(rights: ActorRights, user: string): void {
  if (!rights.is(user) && !rights.isAdministrator) throw notFound(`user ${user}`);
}

function earliest(one: Date, other: Date | undefined): Date {
  return other !== undefined && other < one ? other : one;
}

/** @throws AdministrationError `FORBIDDEN` if the actor uses a token with narrower scopes or an earlier expiry */
function requireNarrower(
  rights: ActorRights,
  { scopes, expiresAt }: { scopes: readonly CredentialScope[] | undefined; expiresAt: Date },
): void {
  if (!rights.mayMake(scopes))
    throw new AdministrationError('FORBIDDEN', 'the scopes are wider than those of the token that you use', 'scopes');
  if (rights.expiresAt !== undefined && expiresAt > rights.expiresAt)
    throw new AdministrationError('FORBIDDEN', 'it would expire later than the token that you use', 'expiresAt');
}

function requireToken(record: CredentialRecord | undefined, id: string, rights: ActorRights): CredentialRecord {
  const isVisible = record?.owner.kind === 'user' && (rights.is(record.owner.name) || rights.isAdministrator);
  if (record === undefined || !isVisible) throw notFound(`token ${id}`);
  return record;
}
