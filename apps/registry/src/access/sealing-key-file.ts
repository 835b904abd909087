import { randomBytes } from 'node:crypto';
import { link, open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { makeDirectory, unusableDirectory } from '../start/data-directory.js';

const name = 'token-sealing.key';

/** The file with the sealing key of this data folder. */
export function sealingKeyFileOf(dataDirectory: string): string {
  return join(dataDirectory, name);
}

/**
 * Creates the file with a random sealing key, unless there is one. Only its owner may read it, and it survives a power
 * failure. Replicas that share the folder may do it at once: they get the same key.
 * @throws StartError or ConfigurationError if the folder cannot be used
 */
export async function keepSealingKey(dataDirectory: string): Promise<void> {
  const file = sealingKeyFileOf(dataDirectory);
  if (await exists(file)) return;
  await makeDirectory(dataDirectory);
  const draft = `${file}.${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await write(draft, `${randomBytes(32).toString('base64')}\n`);
    // A link fails if the name exists, so nobody replaces the key of another process.
    await link(draft, file).catch(acceptExisting);
    await syncDirectory(dataDirectory);
  } catch (error) {
    throw unusableDirectory(dataDirectory, error);
  } finally {
    await rm(draft, { force: true });
  }
}

async function exists(file: string): Promise<boolean> {
  return readFile(file).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw unusableDirectory(file, error);
      return false;
    },
  );
}

async function write(file: string, text: string): Promise<void> {
  const handle = await open(file, 'wx', 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function acceptExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error;
}

/** Makes the new name durable. Windows does not support this. */
async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
