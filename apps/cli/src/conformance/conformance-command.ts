import type { Command } from 'commander';
import { defineCommand } from '../session/define-command.js';

export function conformanceCommand(): Command {
  return defineCommand(
    'conformance',
    'Hold a registry to the OCI distribution specification; --help goes to it too',
    'lading conformance http://localhost:5000',
  )
    .argument('[arguments...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (args: readonly string[]) => {
      const { runProgram } = await import('../package/run-program.js');
      const program = { packageName: '@lading/conformance', name: 'lading-conformance' };
      process.exitCode = await runProgram(program, args);
    });
}
