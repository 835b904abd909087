import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { certificateWarning, readTlsFiles } from '../tls/tls-files.js';
import { checkAccess } from './check-access.js';
import { checkPorts } from './check-ports.js';
import { checkDirectory } from './data-directory.js';

/**
 * Checks the TLS files, the files of access, the ports and the folders of a configuration on this machine. It creates nothing, so
 * a start that fails here leaves nothing behind.
 * @returns the port to listen on
 * @throws ConfigurationError
 * @throws StartError
 */
export async function checkStart(configuration: Configuration, logger: Logger): Promise<number> {
  const files = readTlsFiles(configuration);
  const warning = files === undefined ? undefined : certificateWarning(files);
  if (warning !== undefined) logger.warn(warning);
  await checkAccess(configuration);
  const port = await checkPorts(configuration);
  const { dataDirectory, databaseUrl, storage } = configuration;
  // Each may be a separate volume, in a parent folder that is not writable.
  if (databaseUrl === undefined) await checkDirectory(join(dataDirectory, 'postgres'));
  if (storage === 'filesystem') await checkDirectory(join(dataDirectory, 'blobs'));
  return port;
}
