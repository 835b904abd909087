import { CommanderError } from 'commander';
import { exitCodes } from './failure/exit-code.js';
import { createProgram } from './program.js';

/**
 * Does what the command line asks for. Nothing that talks to a registry is loaded before a command needs it.
 * @returns the exit code
 */
export async function runCommandLine(args: readonly string[]): Promise<number> {
  endQuietlyWithItsReader();
  try {
    await createProgram().parseAsync(args.length === 0 ? ['--help'] : args, { from: 'user' });
    return Number(process.exitCode ?? exitCodes.done);
  } catch (error) {
    // Commander has said by then what is wrong; help and version that were asked for are no failure.
    if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.done : exitCodes.usage;
    const { reportFailure } = await import('./failure/report-failure.js');
    return reportFailure(error, { isDebugging: args.includes('--debug') });
  }
}

/** `lading ls … | head -1` has all that it wants: that is no failure, and nothing to complain about. */
function endQuietlyWithItsReader(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? exitCodes.done : exitCodes.failed);
  });
  process.stderr.on('error', () => undefined);
}
