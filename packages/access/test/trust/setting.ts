import type { AccessRule, AuditEntry, TrustRule } from '@lading/core';
import { parseRepositoryName, type Right } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { type Access, createAccess, type TrustedIssuer } from '../../src/index.js';
import type { SignInOutcome } from '../../src/sign-in/sign-in.js';
import type { WorkloadIssuer } from '../../src/testing/index.js';

export const audience = 'registry.example.com';
const client = { address: '192.0.2.1', userAgent: 'test' };

export interface TrustSetting {
  readonly access: Access;
  readonly store: MemoryAccessStore;
  readonly warnings: readonly string[];
  signIn(token: string, name?: string): Promise<SignInOutcome>;
  /** `robot:NAME`, or the outcome if nobody is signed in. */
  who(token: string, name?: string): Promise<string>;
  /** The newest entry of the audit. */
  lastEntry(): Promise<AuditEntry | undefined>;
  exchange(
    token: string,
    more?: { readonly robot?: string; readonly lifeSeconds?: number },
  ): ReturnType<Access['workloads']['exchange']>;
  may(outcome: SignInOutcome, right: Right, repository: string): boolean;
  close(): Promise<void>;
}

/** Access with trust rules of a file for an issuer. The robots `ci` and `deploy` may push below `team` and `prod`. */
export async function trustSetting(
  issuer: WorkloadIssuer | undefined,
  trusts: readonly Partial<TrustRule>[],
  issuers: readonly TrustedIssuer[] = issuer === undefined ? [] : [{ issuer: issuer.issuer, addresses: ['127.0.0.1'] }],
): Promise<TrustSetting> {
  const store = new MemoryAccessStore();
  const warnings: string[] = [];
  const allow = (who: 'ci' | 'deploy', where: string): AccessRule => ({
    effect: 'allow',
    who: [`robot:${who}`],
    where: [where],
    what: ['pull', 'push', 'delete'],
  });
  const access = await createAccess({
    store,
    tokens: { service: audience, issuer: `https://${audience}`, sealingKeys: [Buffer.alloc(32, 1)] },
    files: {
      rules: [allow('ci', 'team/**'), allow('deploy', 'prod/**')],
      trusts: trusts.map((trust) => ({
        issuer: issuer?.issuer ?? 'https://issuer.example.com',
        audience,
        claims: {},
        robot: 'ci',
        maximumSeconds: 3600,
        ...trust,
      })),
      issuers,
    },
    log: { info: () => undefined, error: () => undefined, warn: (message) => void warnings.push(message) },
  });
  const signIn = (secret: string, name = '') => access.signIn.signIn({ name, secret, client });
  return {
    access,
    store,
    warnings,
    signIn,
    async who(token, name) {
      const answer = await signIn(token, name);
      return answer.outcome === 'signed-in' ? `${answer.identity.kind}:${answer.identity.name}` : answer.outcome;
    },
    async lastEntry() {
      await access.audit.flush();
      return (await store.audit.read({ limit: 1 })).items[0];
    },
    exchange: (token, more = {}) => access.workloads.exchange({ token, client, ...more }),
    may(outcome, right, repository) {
      if (outcome.outcome !== 'signed-in') return false;
      const { identity } = outcome;
      const question = { identity, repository: parseRepositoryName(repository), right, address: client.address };
      return access.live.view.decide(question).isAllowed;
    },
    close: () => access.close(),
  };
}
