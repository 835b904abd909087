import { constants, open } from 'node:fs/promises';
import path from 'node:path';

const { O_CREAT, O_NOFOLLOW = 0, O_TRUNC, O_WRONLY } = constants;

/** Root may write into the folder of another user, where a symbolic link must not lead to another file. */
const writing = O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW;

/** Writes a file that only its owner may read, and that survives a power failure. */
export async function writeDurably(file: string, text: string): Promise<void> {
  const handle = await open(file, writing, 0o600);
  try {
    await handle.writeFile(text);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await syncDirectory(path.dirname(file));
}

/** Makes the entries of a directory durable. Windows does not support this. */
export async function syncDirectory(directory: string): Promise<void> {
  if (process.platform === 'win32') return;
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
