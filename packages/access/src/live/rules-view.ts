import {
  type AccessState,
  type CredentialScope,
  type Identity,
  type NamedIdentity,
  type RepositoryFilter,
} from '@lading/core';
import { CredentialScopes } from '../policy/credential-scopes.js';
import type { Decision } from '../policy/decision.js';
import { Policy } from '../policy/policy.js';
import { TrustRules } from '../trust-rule/trust-rules.js';
import type { AccessFiles } from './access-files.js';
import type { AccessQuestion, AccessView, Claim } from './access-view.js';
import { Accounts } from './accounts.js';

/** The parts of a view. */
interface ViewSources {
  readonly state: AccessState;
  /** The rules, groups and users of files. Their rules come before those of the database. */
  readonly files: () => AccessFiles;
  /** The time of the store, in milliseconds since 1970. */
  readonly now: () => number;
}

/**
 * What limits an identity beyond the rules: the scopes of its credential. It may do nothing at all if its `account` is disabled
 * or expired, or if its `credential` is revoked, expired or not its own.
 */
export type Limit = CredentialScopes | 'none' | 'account' | 'credential';

/** An `AccessView` of rules, accounts and credentials. What expires is compared with the time of each question. */
export class RulesView implements AccessView {
  readonly accounts: Accounts;
  readonly policy: Policy;
  readonly trusts: TrustRules;
  readonly #scopes = new WeakMap<readonly CredentialScope[], CredentialScopes>();
  readonly now: () => number;

  constructor({ state, files, now }: ViewSources) {
    this.accounts = new Accounts(state, files);
    this.policy = new Policy([...files().rules, ...state.rules]);
    this.trusts = new TrustRules([...(files().trusts ?? []), ...state.trusts]);
    this.now = now;
  }

  identify({ kind, name, credential, since, mark }: Claim): NamedIdentity | undefined {
    const now = this.now();
    if (!this.accounts.isEnabled(kind, name, now)) return undefined;
    if (since !== undefined && !this.accounts.counts(kind, name, since)) return undefined;
    const isByPassword = kind === 'user' && since !== undefined && credential === undefined;
    if (isByPassword && !this.accounts.hasPassword(name, mark)) return undefined;
    if (credential !== undefined) {
      const used = this.accounts.credential(credential, { kind, name }, now);
      const isTooOld = since !== undefined && used?.notBefore !== undefined && since < used.notBefore;
      if (used === undefined || isTooOld) return undefined;
    }
    const groups = kind === 'user' ? this.accounts.groupsOf(name) : [];
    return { kind, name, groups, ...(credential === undefined ? {} : { credential }) };
  }

  markOf(user: string): string | undefined {
    return this.accounts.marksOf(user)[0];
  }

  decide({ identity, repository, right, address }: AccessQuestion): Decision {
    const now = this.now();
    const limit = this.limitOf(identity, now);
    if (limit === 'account' || limit === 'credential') return { isAllowed: false, isOutOfScope: false };
    const decisive = this.policy.decide(identity, repository, right, { address, now });
    if (decisive === undefined) return { isAllowed: false, isOutOfScope: false };
    const rule = decisive.rule.id;
    if (decisive.isDenial) return { isAllowed: false, rule, isOutOfScope: false };
    const isInScope = limit === 'none' || limit.includes(repository, right);
    return { isAllowed: isInScope, rule, isOutOfScope: !isInScope };
  }

  visibleRepositories(identity: Identity, address: string): RepositoryFilter {
    const now = this.now();
    const limit = this.limitOf(identity, now);
    if (limit === 'account' || limit === 'credential') return { allow: [] };
    const patterns = (effect: 'allow' | 'deny') => this.policy.patterns(identity, 'list', effect, { address, now });
    const allow = patterns('allow');
    return { allow: limit === 'none' ? allow : limit.listable(allow), deny: patterns('deny') };
  }

  /** An account that only an authenticator of the application knows has no limit. */
  limitOf(identity: Identity, now: number): Limit {
    if (identity.kind !== 'user' && identity.kind !== 'robot') return 'none';
    const { kind, name, credential } = identity;
    if (this.accounts.isBlocked(kind, name, now)) return 'account';
    if (credential === undefined) return 'none';
    const record = this.accounts.credential(credential, { kind, name }, now);
    if (record === undefined) return 'credential';
    return record.scopes === undefined ? 'none' : this.#compiled(record.scopes);
  }

  #compiled(scopes: readonly CredentialScope[]): CredentialScopes {
    let compiled = this.#scopes.get(scopes);
    if (compiled === undefined) {
      compiled = new CredentialScopes(scopes);
      this.#scopes.set(scopes, compiled);
    }
    return compiled;
  }
}
