import { createHash } from 'node:crypto';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { stateFolder } from '../registry/state-folder.js';

/** A token id as the registry writes it. */
const idForm = /^[0-9a-f-]{36}$/;

/**
 * Remembers the hashes of the tokens that this machine has got by the device flow. Only these tokens are deleted at a logout. Its
 * methods never fail: without the folder, a token stays until it expires.
 */
export const keptDeviceTokens = {
  async add(secret: string, id: string): Promise<void> {
    try {
      await mkdir(folder(), { recursive: true, mode: 0o700 });
      await writeFile(fileOf(secret), id, { mode: 0o600 });
    } catch {
      // The token is not deleted later.
    }
  },

  /** The id of a token; undefined for a token that did not come from the device flow. */
  async find(secret: string): Promise<string | undefined> {
    const id = await readFile(fileOf(secret), 'utf8').catch(() => '');
    return idForm.test(id) ? id : undefined;
  },

  async remove(secret: string): Promise<void> {
    await rm(fileOf(secret), { force: true }).catch(() => undefined);
  },
};

function folder(): string {
  return stateFolder('device-tokens');
}

function fileOf(secret: string): string {
  return join(folder(), createHash('sha256').update(secret).digest('hex'));
}
