import { randomBytes } from 'node:crypto';
import { readdir, rename } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { kill, pid } from 'node:process';
import { absent } from '../files/absent.js';
import { makeFolder } from '../files/make-folder.js';

/**
 * Claims the partial file of a name. If a process that ended left one, it gets the name of this process, so that only one
 * process writes it.
 * @returns the path; it exists if another process left a partial file
 */
export async function claimPartial(folder: string, name: string): Promise<string> {
  await makeFolder(folder);
  const own = join(folder, `${name}.${ownerName(pid)}`);
  for (const found of await readdir(folder)) {
    if (!found.startsWith(`${name}.`) || !isAbandoned(found.slice(name.length + 1))) continue;
    const isMine = await rename(join(folder, found), own).then(() => true, absent);
    if (isMine === true) break;
  }
  return own;
}

/** Releases a partial file, so that any process can claim it, also this one. */
export async function abandonPartial(path: string): Promise<void> {
  // No process has the number 0.
  await rename(path, path.replace(ownerPattern, `.${ownerName(0)}`)).catch(() => undefined);
}

const ownerPattern = /\.[^.]*\.\d+\.[0-9a-f]{8}\.partial$/;
const host = hostname()
  .replace(/[^A-Za-z0-9-]/g, '-')
  .slice(0, 64);

function ownerName(owner: number): string {
  return `${host}.${owner}.${randomBytes(4).toString('hex')}.partial`;
}

/** Whether the process that wrote it has ended. The processes of other machines count as running. */
function isAbandoned(owner: string): boolean {
  const [ownerHost, number, , end] = owner.split('.');
  if (ownerHost !== host || end !== 'partial' || number === String(pid)) return false;
  if (number === '0') return true;
  try {
    return !kill(Number(number), 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}
