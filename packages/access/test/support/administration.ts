import type { AccessRule, AccessStore, AuditEntry, NamedIdentity } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { createAdministration } from '../../src/administration/administration.js';
import { type AdministrationContext, operator } from '../../src/administration/administration-context.js';
import { createAccess } from '../../src/create-access.js';
import type { AccessFiles } from '../../src/live/access-files.js';

let made = 0;

/** Secrets that tests can tell apart. */
function createSecret(kind: string) {
  made += 1;
  return { secret: `${kind} secret ${made}`, secretHash: `hash of ${kind} secret ${made}`, hint: 'cret' };
}

export interface AdministrationFixtureOptions {
  readonly files?: Partial<AccessFiles>;
  readonly store?: AccessStore;
  readonly keys?: Parameters<typeof createAdministration>[0]['keys'];
}

/** The operations on a store in memory, with an administrator `root` and a user `alice` who manages `team/**`. */
export async function administrationOf({ files = {}, store: given, keys }: AdministrationFixtureOptions = {}) {
  const clock = { now: new Date() };
  const store = given ?? new MemoryAccessStore({ now: () => clock.now.getTime() });
  const allFiles = { users: new Set<string>(), groups: new Map(), rules: [], ...files };
  const tokens = { service: 'registry', issuer: 'https://registry.example.com', sealingKeys: [new Uint8Array(32)] };
  const hashed: string[] = [];
  const access = await createAccess({ store, tokens });
  const administration = createAdministration({
    store,
    live: access.live,
    files: () => allFiles,
    hashPassword: async (password) => {
      hashed.push(password);
      return `hash of ${password}`;
    },
    createSecret,
    keys,
  });
  const allow = (rule: Omit<AccessRule, 'effect'> & { effect?: 'deny' }) =>
    administration.rules.create(operator, { effect: 'allow', ...rule } as never);
  const entries = async (action?: string): Promise<readonly AuditEntry[]> =>
    (await store.audit.read({ limit: 1000, filter: { action } })).items;
  await administration.createFirstAdministrator({ name: 'root', password: 'a long password', force: true });
  await administration.users.put(operator, 'alice', {});
  await administration.users.put(operator, 'bob', {});
  await allow({ who: ['user:alice'], where: ['team/**'], what: ['admin'] });
  return { administration, store, clock, allow, entries, hashed, close: () => access.close() };
}

export function as(name: string, more: Partial<NamedIdentity> = {}): AdministrationContext {
  return { identity: { kind: 'user', name, ...more }, requestId: 'request-1', client: { address: '192.0.2.1' } };
}

/** In a session that began so many minutes ago. */
export function inSession(name: string, { now, minutes }: { now: Date; minutes: number }): AdministrationContext {
  return { ...as(name), session: { id: 'session-1', signedInAt: new Date(now.getTime() - minutes * 60_000) } };
}

/** The code of the error of a refused operation. */
export async function codeOf(operation: Promise<unknown>): Promise<unknown> {
  return operation.then(
    () => 'done',
    (error) => error.code ?? error,
  );
}
