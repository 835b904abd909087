import { CommandError } from '../failure/command-error.js';
import { environmentFor, type RegistrySettings } from './environment-for.js';
import { notInstalled } from './not-installed.js';

/** EX_CONFIG of sysexits.h, the exit code of `lading-registry`. */
const wrongConfiguration = 78;

/**
 * Runs the registry until it is stopped. Options win over the environment and the configuration file.
 * @returns the exit code
 */
export async function serve(options: RegistrySettings): Promise<number> {
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

async function loadRegistry() {
  return import('@lading/registry').catch((cause: unknown) => {
    throw notInstalled(cause);
  });
}
