import { join } from 'node:path';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { certificateWarning, readTlsFiles } from '../tls/tls-files.js';
import { checkPorts } from './check-ports.js';
import { checkDirectory } from './data-directory.js';

/**
 * Checks what this machine has to offer to a configuration: TLS files, ports and folders. It creates nothing, so a start that
 * fails here leaves no trace.
 * @throws ConfigurationError
 * @throws StartError
 */
export async function checkStart(configuration: Configuration, logger: Logger): Promise<void> {
  const files = readTlsFiles(configuration);
  const warning = files === undefined ? undefined : certificateWarning(files);
  if (warning !== undefined) logger.warn(warning);
  await checkPorts(configuration);
  const { dataDirectory, databaseUrl, storage } = configuration;
  // Each may be a volume of its own, in a folder that nobody writes to.
  if (databaseUrl === undefined) await checkDirectory(join(dataDirectory, 'postgres'));
  if (storage === 'filesystem') await checkDirectory(join(dataDirectory, 'blobs'));
}
