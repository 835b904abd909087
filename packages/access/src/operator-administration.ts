import type { AccessOptions } from './access.js';
import { type Administration, createAdministration } from './administration/administration.js';
import { administratorsOf } from './administration/rights/administrators.js';
import { accessFilesOf } from './file/access-files-of.js';
import { accessWarnings } from './file/access-warnings.js';
import type { AccessFiles } from './live/access-files.js';
import { HtpasswdFile } from './password/htpasswd-file.js';
import { PasswordHasher } from './password/password-hasher.js';
import type { PolicyWarning } from './policy/policy-warnings.js';
import { createSecret } from './secret/create-secret.js';

type FileOptions = NonNullable<AccessOptions['files']>;

/** Manages access records at the command line, whether or not a registry runs on the store. */
export interface OperatorAdministration {
  readonly administration: Administration;
  /** The names of the users who can manage the registry, in alphabetical order. */
  listAdministrators(): Promise<readonly string[]>;
  /**
   * Finds rules of files with names that do not exist, and whether no rule allows anything.
   * @param hasForeignUsers whether another issuer of tokens knows the users
   */
  listWarnings(hasForeignUsers: boolean): Promise<readonly PolicyWarning[]>;
  close(): Promise<void>;
}

export type OperatorAdministrationOptions = Pick<AccessOptions, 'store' | 'files'>;

/**
 * Opens the administration without sign-in and tokens, so it needs no sealing key.
 * @throws HtpasswdError, or an error of the file system, if the htpasswd file cannot be used
 */
export async function openOperatorAdministration(
  options: OperatorAdministrationOptions,
): Promise<OperatorAdministration> {
  const { store } = options;
  const files = await readFiles(options.files ?? {});
  const hasher = new PasswordHasher();
  const administration = createAdministration({
    store,
    live: { readState: () => store.readState(), refresh: async () => undefined },
    files: () => files,
    hashPassword: (password) => hasher.hash(password),
    createSecret,
  });
  return {
    administration,
    listAdministrators: async () => administratorsOf(await store.readState(), files),
    listWarnings: async (hasForeignUsers) => accessWarnings({ files, state: await store.readState(), hasForeignUsers }),
    close: () => hasher.close(),
  };
}

async function readFiles({ htpasswd, ...file }: FileOptions): Promise<AccessFiles> {
  const opened = htpasswd === undefined ? undefined : await HtpasswdFile.open(htpasswd);
  opened?.close();
  return accessFilesOf(file, { users: opened?.names() ?? new Set() });
}
