import { mkdir, stat } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import { ClientError } from '../error/client-error.js';

/**
 * Makes a folder and its missing parents. An existing folder stays. Node's recursive `mkdir` never ends if the system denies
 * the existence of a parent that exists, as it does for a new name below `/proc`.
 * @throws ClientError `content` if the parent takes no folders
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
        `${folder} cannot be made: ${parent} takes no new folders; choose another place`,
        {
          cause,
        },
      );
    if (cause !== undefined) throw cause;
  } else if (failure !== undefined) throw failure;
}

/** Returns the error if the folder does not exist now. */
async function attempt(folder: string, mode: number | undefined): Promise<NodeJS.ErrnoException | undefined> {
  try {
    await mkdir(folder, { mode });
    return undefined;
  } catch (error) {
    const found = await stat(folder).catch(() => undefined);
    return found?.isDirectory() === true ? undefined : (error as NodeJS.ErrnoException);
  }
}
