import { readFileSync } from 'node:fs';
import type { AccessFile } from '@lading/access';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { parseSealingKeys } from '../configuration/sealing-keys.js';
import { sealingKeyFileOf } from './sealing-key-file.js';

type Sources = Pick<Configuration, 'sealingKey' | 'dataDirectory'>;
type TokenService = Pick<AccessFile, 'tokenService' | 'token'>;

/** Whether the sealing key is that of the data folder, because the tokens are ours and nothing else names a key. */
export function usesSealingKeyFile({ sealingKey }: Sources, { tokenService, token }: TokenService): boolean {
  return token === undefined && sealingKey === undefined && tokenService.sealingKeyFiles === undefined;
}

/**
 * The sealing keys: those of the variable, of the files that the access file names, or of the data folder.
 * @throws ConfigurationError that never contains a key
 */
export function sealingKeysOf(
  { sealingKey, dataDirectory }: Sources,
  { tokenService }: TokenService,
): readonly Uint8Array[] {
  if (sealingKey !== undefined) return keysOf(sealingKey, 'LADING_SEALING_KEY');
  const files = tokenService.sealingKeyFiles ?? [sealingKeyFileOf(dataDirectory)];
  return files.flatMap((file) => keysOf(readText(file), file));
}

function keysOf(text: string, source: string): readonly Uint8Array[] {
  const { keys, fault } = parseSealingKeys(text);
  if (fault !== undefined) throw new ConfigurationError([`${source} is wrong: ${fault}`]);
  return keys;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new ConfigurationError([`the sealing key can't be read: ${(error as Error).message}`], { cause: error });
  }
}
