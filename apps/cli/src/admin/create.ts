import type { Command } from 'commander';
import type { RegistrySettings } from '../serve/environment-for.js';
import { defineCommand } from '../session/define-command.js';

interface CreateOptions extends Pick<RegistrySettings, 'data' | 'databaseUrl'> {
  readonly passwordFile?: string;
  readonly passwordStdin?: boolean;
  readonly force?: boolean;
}

/** It works on the database of the registry and not over its API, because there may be no administrator yet. */
export function createCommand(): Command {
  return defineCommand(
    'create',
    'Create the first administrator of the registry that lading serve runs here',
    'lading admin create alice --data ./registry',
  )
    .argument('<name>')
    .option('--data <folder>', 'the folder of lading serve')
    .option('--database-url <url>', 'the PostgreSQL to use; put a password into DATABASE_URL instead')
    .option('--password-file <file>', 'take the password from a file; asked for or read from standard input if absent')
    .option('--password-stdin', 'take it from standard input, even at a terminal')
    .option('--force', 'create it even if there is an administrator; an existing user gets this password')
    .action(async (name: string, { passwordFile, passwordStdin, force, ...settings }: CreateOptions) => {
      const { runRegistryProgram } = await import('../serve/run-registry-program.js');
      const file = passwordFile === undefined ? [] : ['--password-file', passwordFile];
      const flags = [...(passwordStdin === true ? ['--password-stdin'] : []), ...(force === true ? ['--force'] : [])];
      const args = ['admin', 'create', name, ...file, ...flags];
      process.exitCode = await runRegistryProgram(args, settings);
    });
}
