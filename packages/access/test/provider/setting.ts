import type { AccessRule, AuditEntry } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import {
  type Access,
  type AccessRulesOfFile,
  createAccess,
  type FinishOutcome,
  type IdentityProvider,
} from '../../src/index.js';
import type { LoginProvider } from '../../src/testing/index.js';

export const client = { address: '192.0.2.1', userAgent: 'Firefox' };
const redirectUri = new URL('https://registry.example.com/login/oidc/company/callback');
const tokens = { service: 'registry', issuer: 'https://registry.example.com', sealingKeys: [Buffer.alloc(32, 1)] };

/** An entry of the file for a provider that listens on this machine. */
export function entryOf(provider: LoginProvider, more: Partial<IdentityProvider> = {}): IdentityProvider {
  return {
    name: 'company',
    title: 'Company account',
    issuer: provider.issuer,
    clientId: provider.clientId,
    scopes: ['openid', 'profile'],
    nameClaim: 'preferred_username',
    groupsClaim: 'groups',
    createsUsers: true,
    addresses: ['127.0.0.1'],
    ...more,
  };
}

/** A browser at the page of a provider. */
interface Begun {
  readonly url: URL;
  readonly ticket: string;
}

export interface PeopleSetting {
  readonly access: Access;
  readonly store: MemoryAccessStore;
  /** The messages in the log. */
  readonly logged: string[];
  begin(page?: string, provider?: string): Promise<Begun>;
  finish(url: URL, ticket: string | undefined, provider?: string): Promise<FinishOutcome>;
  /** The whole way, at the provider of this server. */
  signIn(at: LoginProvider, provider?: string): Promise<FinishOutcome>;
  /** The name of the user who is signed in, or the outcome if nobody is. */
  who(at: LoginProvider, provider?: string): Promise<string>;
  /** The newest entries of the audit of an action. */
  entries(action: string): Promise<readonly AuditEntry[]>;
  close(): Promise<void>;
}

export const everyone: AccessRule = { effect: 'allow', who: ['group:admins'], where: ['**'], what: ['admin'] };

/** Access of one replica; those with the same store are replicas of one registry. */
export async function peopleSetting(
  providers: readonly IdentityProvider[],
  {
    store = new MemoryAccessStore(),
    files = {},
  }: { store?: MemoryAccessStore; files?: AccessRulesOfFile & { htpasswd?: string } } = {},
): Promise<PeopleSetting> {
  const logged: string[] = [];
  const log = (message: string, values?: unknown) => void logged.push(`${message} ${JSON.stringify(values)}`);
  const access = await createAccess({
    store,
    tokens,
    files: { ...files, providers },
    log: { info: log, warn: log, error: log },
  });
  const setting: PeopleSetting = {
    access,
    store,
    logged,
    async begin(page = '/', provider = 'company') {
      const begun = await access.providers.begin({ provider, redirectUri, page, client });
      if (begun.outcome !== 'begun') throw new Error(begun.outcome);
      return begun;
    },
    finish: (url, ticket, provider = 'company') => access.providers.finish({ provider, url, ticket, client }),
    async signIn(at, provider) {
      const { url, ticket } = await setting.begin('/', provider);
      return setting.finish(await at.visit(url), ticket, provider);
    },
    async who(at, provider) {
      const answer = await setting.signIn(at, provider);
      return answer.outcome === 'signed-in' ? answer.identity.name : answer.outcome;
    },
    async entries(action) {
      await access.audit.flush();
      return (await store.audit.read({ limit: 100, filter: { action } })).items;
    },
    close: () => access.close(),
  };
  return setting;
}
