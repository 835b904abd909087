import { AdministrationError, type OperatorAdministration } from '@lading/access';
import type { Logger } from 'pino';
import { hasSignIn } from '../configuration/access-keys.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import { readAccess } from '../configuration/read-access.js';
import type { RegistryConfiguration } from '../configuration/registry-configuration.js';
import { logWarnings } from './log-warnings.js';
import { readPasswordFile } from './password-file.js';
import { keepSealingKey } from './sealing-key-file.js';
import { usesSealingKeyFile } from './sealing-keys-of.js';
import { withAdministration } from './with-administration.js';

/**
 * Creates what sign-in needs before a process serves requests: a sealing key, and the first administrator if a file with
 * the password is configured. It also logs warnings about the rules.
 * @throws ConfigurationError or StartError
 */
export async function prepareAccess(configuration: RegistryConfiguration, logger: Logger): Promise<void> {
  if (!hasSignIn(configuration)) return warnOfMissingTasks(configuration, logger);
  const file = readAccess(configuration);
  if (usesSealingKeyFile(configuration, file)) await keepSealingKey(configuration.dataDirectory);
  const passwordFile = configuration.adminPasswordFile ?? file.adminPasswordFile;
  const key = configuration.adminPasswordFile === undefined ? 'access.adminPasswordFile' : 'LADING_ADMIN_PASSWORD_FILE';
  const { adminName } = configuration;
  await withAdministration(configuration, async (all) => {
    const isNew = passwordFile !== undefined && (await createFirst(all, adminName, passwordFile, key));
    if (isNew) logger.info({ user: adminName }, 'the first administrator was created');
    logWarnings(await all.listWarnings(file.token !== undefined), logger);
  });
}

/** The replicas that serve may have sign-in. Its tasks run only in processes that have it too. */
function warnOfMissingTasks({ role, access }: RegistryConfiguration, logger: Logger): void {
  if (role === 'work' && access === undefined)
    logger.warn(
      'the tasks of sign-in and of the audit do not run here, because nothing says who may use the registry: ' +
        'set LADING_ACCESS or LADING_ACCESS_FILE as for the replicas that serve requests, or LADING_ACCESS=open if everybody may',
    );
}

/** @returns whether there was no administrator before */
async function createFirst(
  { administration, listAdministrators }: OperatorAdministration,
  name: string,
  passwordFile: string,
  key: string,
): Promise<boolean> {
  if ((await listAdministrators()).length > 0) return false;
  const password = await readPassword(passwordFile, key);
  try {
    await administration.createFirstAdministrator({ name, password });
    return true;
  } catch (error) {
    // Another replica may have been first.
    if (!(error instanceof AdministrationError)) throw error;
    if (error.code === 'TAKEN' && (await listAdministrators()).length > 0) return false;
    throw new ConfigurationError([`the first administrator ${name} can't be created: ${error.message}`], {
      cause: error,
    });
  }
}

async function readPassword(file: string, key: string): Promise<string> {
  try {
    return await readPasswordFile(file);
  } catch (error) {
    throw new ConfigurationError([`${key}: ${(error as Error).message}`], { cause: error });
  }
}
