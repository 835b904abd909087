import { delimiter, join } from 'node:path';
import { commandDirectory } from './pnpm.mjs';
import { root } from './root.mjs';
import { run } from './run.mjs';

/** Runs turbo, which builds and tests each package once for each state of its sources. */
export function runTurbo(args, options = {}) {
  const env = {
    PATH: [commandDirectory, process.env.PATH].join(delimiter),
    TURBO_TELEMETRY_DISABLED: '1',
    TURBO_NO_UPDATE_NOTIFIER: '1',
    TURBO_PRINT_VERSION_DISABLED: '1',
    DO_NOT_TRACK: '1',
  };
  return run(process.execPath, [join(root, 'node_modules/turbo/bin/turbo'), ...args], { env, ...options });
}
