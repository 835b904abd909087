import { type Stats, unwatchFile, watchFile } from 'node:fs';
import { type AccessFile, hashOfAccessFile } from '@lading/access';
import type { Logger } from 'pino';
import { accessFileOf, readAccess } from '../configuration/read-access.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';

/** It polls, because events of the file system get lost on network file systems and on volumes of Kubernetes. */
const lookMilliseconds = 2000;

/**
 * Reads the file with the rules again when it changes. A file with a fault changes nothing: the log says what is wrong.
 * @param file its content at the start
 * @param onChange called with its new content
 * @returns ends the watch
 */
export function watchAccessFile(
  configuration: RegistryConfiguration,
  file: AccessFile,
  logger: Logger,
  onChange: (file: AccessFile) => void,
): () => void {
  const path = accessFileOf(configuration);
  if (path === undefined) return () => undefined;
  let current = file;
  const read = (now: Stats, before: Stats) => {
    if (now.mtimeMs === before.mtimeMs && now.size === before.size && now.ino === before.ino) return;
    try {
      const changed = readAccess(configuration);
      if (hashOfAccessFile(changed) === hashOfAccessFile(current)) return;
      const late = keysForRestart.filter((name) => JSON.stringify(changed[name]) !== JSON.stringify(current[name]));
      current = changed;
      onChange(changed);
      logger.info({ file: path }, 'the rules of the file were read again');
      if (late.length > 0) logger.warn({ file: path, keys: late }, 'changes of these keys of `access` need a restart');
    } catch (error) {
      logger.error(
        { file: path, err: error },
        'the access file has changed and cannot be used; its old content remains in force',
      );
    }
  };
  watchFile(path, { interval: lookMilliseconds, persistent: false }, read);
  return () => unwatchFile(path, read);
}

/** The keys that only a start uses. */
const keysForRestart = ['htpasswd', 'tokenService', 'token'] as const satisfies readonly (keyof AccessFile)[];
