import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';

/** Runs a test with a new directory, whose path is short enough for a Unix socket. */
export async function withTemporaryDirectory<T>(use: (directory: string) => Promise<T>): Promise<T> {
  const parent = await mkdtemp(path.join(tmpdir(), 'lading-'));
  try {
    return await use(path.join(parent, 'postgres'));
  } finally {
    await rm(parent, { recursive: true, force: true, maxRetries: 3 });
  }
}
