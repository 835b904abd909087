import { randomBytes } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Administration, openOperatorAdministration } from '@lading/access';
import { createRegistryDataSource, PostgresAccessStore } from '@lading/metadata';
import { bcrypt } from 'hash-wasm';

/** A name with its password, or with the secret that stands for one. */
export interface Account {
  readonly name: string;
  readonly secret: string;
}

/** A rule as an access file has it. */
export interface FileRule {
  readonly effect?: 'allow' | 'deny';
  readonly who: readonly string[];
  readonly where: readonly string[];
  readonly what: readonly string[];
}

/** What an access file says, apart from its users. */
export interface AccessRules {
  readonly rules: readonly FileRule[];
  readonly groups?: Readonly<Record<string, readonly string[]>>;
  readonly trusts?: readonly object[];
  readonly issuers?: readonly object[];
  readonly providers?: readonly object[];
}

/** The operator's administration of a database that a registry has migrated. */
export interface OpenAdministration {
  readonly administration: Administration;
  close(): Promise<void>;
}

/** Fast to check, and as valid as any. */
const cost = 4;

/** Writes an htpasswd file with users, and an access file that names it. Returns the name of the access file. */
export async function writeAccessFile(
  directory: string,
  users: readonly Account[],
  rules: AccessRules,
): Promise<string> {
  mkdirSync(directory, { recursive: true });
  const lines = users.map(async ({ name, secret: password }) => {
    const hash = await bcrypt({ password, salt: randomBytes(16), costFactor: cost, outputType: 'encoded' });
    return `${name}:${hash}\n`;
  });
  writeFileSync(join(directory, 'htpasswd'), (await Promise.all(lines)).join(''));
  const file = join(directory, 'access.yaml');
  // JSON is YAML too.
  writeFileSync(file, JSON.stringify({ htpasswd: 'htpasswd', ...rules }));
  return file;
}

/**
 * Opens the administration that `lading-registry admin` uses.
 * @param accessFile one of `writeAccessFile`, whose users may get tokens
 */
export async function openAdministration(databaseUrl: string, accessFile?: string): Promise<OpenAdministration> {
  const dataSource = createRegistryDataSource({ url: databaseUrl, poolSize: 2 });
  await dataSource.initialize();
  const htpasswd = accessFile === undefined ? undefined : join(dirname(accessFile), 'htpasswd');
  const store = new PostgresAccessStore(dataSource);
  const { administration, close } = await openOperatorAdministration({ store, files: { htpasswd } });
  return {
    administration,
    async close() {
      await close();
      await dataSource.destroy();
    },
  };
}

/** The header field of Basic authentication. */
export function basic({ name, secret }: Account): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}
