import { CommanderError } from 'commander';
import { exitCodes } from './failure/exit-code.js';
import { createProgram } from './program.js';

/**
 * Runs a command line. Code that talks to registries is loaded when a command needs it.
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  endQuietlyWithItsReader();
  try {
    await createProgram().parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    // Commander has printed the error. It throws for --help and --version too, which are no failures.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { reportFailure } = await import('./report-failure.js');
    return reportFailure(error, { isDebugging: args.includes('--debug') });
  }
}

/** Ends without an error if the reader of the output closes it, as in `lading ls … | head -1`. */
function endQuietlyWithItsReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
  });
  process.stderr.on('error', () => undefined);
}
