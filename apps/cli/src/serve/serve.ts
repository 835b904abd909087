import { CommandError } from '../failure/command-error.js';
import type { ServeOptions } from './serve-command.js';

/** EX_CONFIG of sysexits.h, as `lading-registry` ends with. */
const wrongConfiguration = 78;

/**
 * Runs the registry until it is stopped. Options win over the environment and the configuration file.
 * @returns the exit code
 */
export async function serve(options: ServeOptions): Promise<number> {
  const { ConfigurationError, loadConfiguration, runRegistry, StartError, variableWarnings } = await loadRegistry();
  try {
    const environment = environmentFor(options);
    return await runRegistry(loadConfiguration(environment), variableWarnings(environment));
  } catch (error) {
    if (error instanceof ConfigurationError) {
      for (const fault of error.faults) process.stderr.write(`lading: ${fault}\n`);
      return wrongConfiguration;
    }
    if (error instanceof StartError) throw new CommandError(error.message, { cause: error });
    throw error;
  }
}

function environmentFor({ host, port, data, databaseUrl }: ServeOptions): NodeJS.ProcessEnv {
  const given = { HOST: host, PORT: port, LADING_DATA_DIR: data, DATABASE_URL: databaseUrl };
  const environment = { ...process.env };
  for (const [name, value] of Object.entries(given)) if (value !== undefined) environment[name] = value;
  // It tells that HOST comes from the shell, which a HOST of ours does not.
  if (host !== undefined) delete environment.MACHTYPE;
  return environment;
}

/** It is an optional dependency: whoever only copies images need not install a server and a database. */
async function loadRegistry() {
  return import('@lading/registry').catch((cause: unknown) => {
    throw new CommandError('the registry is not installed with this command', {
      nextStep: 'run: npx @lading/registry',
      cause,
    });
  });
}
