import { readFile } from 'node:fs/promises';
import { checkOptions, type OptionRules } from '@lading/core';
import { accountRules, type RegistryAccounts } from '../registry/authentication/registry-accounts.js';
import type { Password } from '../registry/authentication/token-client.js';
import { CommandError } from './command-error.js';

const passwordRules = { username: 'string', password: 'string' } as const satisfies OptionRules<Password>;

/**
 * Reads the file of `--accounts`: `RegistryAccounts` in JSON. A file keeps the passwords out of the list of processes.
 * @throws CommandError that never shows the content
 */
export async function readAccounts(path: string): Promise<RegistryAccounts> {
  try {
    const accounts = JSON.parse(await readFile(path, 'utf8')) as RegistryAccounts;
    checkOptions('accounts', accounts, accountRules);
    for (const name of ['owner', 'member', 'stranger'] as const)
      checkOptions(`accounts: ${name}`, accounts[name], passwordRules);
    return accounts;
  } catch (error) {
    const why = error instanceof SyntaxError ? 'it is no JSON' : (error as Error).message;
    throw new CommandError(`the accounts of ${path} can't be used: ${why}`);
  }
}
