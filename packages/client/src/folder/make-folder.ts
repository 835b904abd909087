import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ClientError } from '../error/client-error.js';

/**
 * Makes a folder and those above it that are missing; what is there stays. Node's own recursive `mkdir` never ends where the
 * system says that a parent is missing which is there, as it does of any new name below `/proc`.
 * @throws ClientError `content` where the system keeps no folders
 */
export async function makeFolder(path: string, mode?: number): Promise<void> {
  const folder = resolve(path);
  const parent = dirname(folder);
  const failure = await attempt(folder, mode);
  if (failure?.code === 'ENOENT' && parent !== folder) {
    await makeFolder(parent, mode);
    const cause = await attempt(folder, mode);
    if (cause?.code === 'ENOENT')
      throw new ClientError(
        'content',
        `${folder} can not be made: ${parent} takes no new folders; choose another place`,
        {
          cause,
        },
      );
    if (cause !== undefined) throw cause;
  } else if (failure !== undefined) throw failure;
}

/** Why there is no such folder now. */
async function attempt(folder: string, mode: number | undefined): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode });
    return undefined;
  } catch (error) {
    const found = await stat(folder).catch(() => undefined);
    return found?.isDirectory() === true ? undefined : (error as NodeJS.ErrnoException);
  }
}
