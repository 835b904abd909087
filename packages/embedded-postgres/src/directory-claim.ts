import { readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { findProcessStart } from './process-identity.js';

const claimName = /^owner-(?<pid>\d+)-(?<start>.+)\.claim$/;
const attempts = 4;

/** Releases the claim; a second call does nothing. */
export type ReleaseClaim = () => Promise<void>;

/**
 * Claims a directory for this process, so that no two processes run PostgreSQL on it.
 *
 * A claim is an empty file whose name has the pid and the start time of the process. Each process first writes its claim and
 * then looks for others, so if two start together, at least one sees the other. Names are never used again, so any process
 * can remove the claim of a process that has ended.
 * @throws {EmbeddedPostgresError} `DIRECTORY_IN_USE` while another running process (or this one) holds the directory
 */
export async function claimDirectory(directory: string): Promise<ReleaseClaim> {
  const own = `owner-${process.pid}-${(await findProcessStart(process.pid)) ?? 'unknown'}.claim`;
  for (let attempt = 1; ; attempt += 1) {
    await writeClaim(directory, own);
    const release = () => rm(path.join(directory, own), { force: true });
    const rival = await findRival(directory, own);
    if (rival === undefined) return release;
    await release();
    if (attempt === attempts) throw inUse(directory, rival);
    // Two processes that start together both release their claims. The random pause lets one be first next time.
    await sleep(20 + Math.random() * 80);
  }
}

async function writeClaim(directory: string, own: string): Promise<void> {
  try {
    await writeFile(path.join(directory, own), '', { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw inUse(directory, process.pid);
  }
}

/** Finds the pid of another running process that claims the directory, and removes the claims of ended ones. */
async function findRival(directory: string, own: string): Promise<number | undefined> {
  for (const name of await readdir(directory)) {
    const { pid, start } = claimName.exec(name)?.groups ?? {};
    if (name === own || pid === undefined) continue;
    const current = await findProcessStart(Number(pid));
    if (current !== undefined && (current === start || current === 'unknown' || start === 'unknown')) {
      return Number(pid);
    }
    await rm(path.join(directory, name), { force: true });
  }
  return undefined;
}

function inUse(directory: string, pid: number): EmbeddedPostgresError {
  const message = `Process ${pid} already runs PostgreSQL on ${directory}. Stop it first, or give this one a directory of its own.`;
  return new EmbeddedPostgresError('DIRECTORY_IN_USE', message);
}
