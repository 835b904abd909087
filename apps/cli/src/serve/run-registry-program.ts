import { runProgram } from '../package/run-program.js';
import { environmentFor, type RegistrySettings } from './environment-for.js';
import { notInstalled } from './not-installed.js';

/**
 * Runs `lading-registry` with these arguments.
 * @returns its exit code
 * @throws CommandError if the registry is not installed
 */
export async function runRegistryProgram(args: readonly string[], settings: RegistrySettings): Promise<number> {
  const environment = environmentFor(settings);
  return runProgram({ packageName: '@lading/registry', name: 'lading-registry', environment }, args).catch(
    (error: NodeJS.ErrnoException) => {
      throw error.code === 'ERR_MODULE_NOT_FOUND' ? notInstalled(error) : error;
    },
  );
}
