import { AdministrationError, type OperatorAdministration } from '@lading/access';
import { withAdministration } from '../access/with-administration.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { migrateDatabase } from '../database/migrate-database.js';
import { openOrFindDatabase } from '../database/open-or-find-database.js';
import { createLogger } from '../logging/create-logger.js';
import { watchStopSignals } from '../process/stop-signals.js';
import { StartError } from '../start/start-error.js';
import { readNewPassword } from './read-new-password.js';

/** The arguments of the command `admin`. */
export type AdminCommand =
  | { readonly action: 'list' }
  | {
      readonly action: 'create';
      readonly name: string;
      /** The password comes from the terminal or from standard input if absent. */
      readonly passwordFile: string | undefined;
      /** Whether the password comes from standard input even if that is a terminal. */
      readonly isPasswordInput: boolean;
      /** Whether to create it even if there is an administrator. An existing user then gets the password. */
      readonly force: boolean;
    };

/**
 * Creates or lists the administrators in the database of this configuration, whether its registry runs or not.
 * @returns the exit code
 * @throws StartError or ConfigurationError
 */
export async function runAdmin(configuration: Configuration, command: AdminCommand): Promise<number> {
  const { stop: signal } = watchStopSignals();
  // Before the database starts, because a person may take long.
  const password = command.action === 'create' ? await readNewPassword(command, signal) : '';
  const logger = createLogger({ level: 'silent', format: 'json' });
  const database = await openOrFindDatabase(configuration, logger, signal);
  try {
    const managed = { ...configuration, databaseUrl: database.url };
    await migrateDatabase(managed, logger, signal);
    return await withAdministration(managed, (all) => run(all, command, password));
  } catch (error) {
    if (error instanceof AdministrationError) throw new StartError(messageOf(error), { cause: error });
    throw error;
  } finally {
    await database.stop();
  }
}

async function run(
  { administration, listAdministrators }: OperatorAdministration,
  command: AdminCommand,
  password: string,
): Promise<number> {
  if (command.action === 'list') {
    for (const name of await listAdministrators()) process.stdout.write(`${name}\n`);
    return 0;
  }
  const { name, force } = command;
  await administration.createFirstAdministrator({ name, password, force });
  process.stdout.write(`${name} can manage the registry\n`);
  return 0;
}

function messageOf({ code, message }: AdministrationError): string {
  return code === 'TAKEN' ? `${message}; to do it anyway, add --force` : message;
}
