import type { Command } from 'commander';
import type { ManagementApi } from '../management/management-api.js';
import { withRegistryOptions } from '../options/common-options.js';
import { defineCommand, lazily } from '../session/define-command.js';
import type { Session } from '../session/session.js';

/** A command of `lading admin` that runs. */
export interface Administering<Options> {
  readonly api: ManagementApi;
  readonly session: Session;
  readonly options: Options;
}

/** What a command of `lading admin` does. */
export type Administer<Arguments extends readonly (string | undefined)[], Options> = (
  context: Administering<Options>,
  ...args: Arguments
) => Promise<void>;

/** Begins the definition of a command of `lading admin`. */
export function defineAdminCommand(name: string, description: string, example: string): Command {
  return withRegistryOptions(defineCommand(name, description, `lading admin ${example}`)).option(
    '--registry <host>',
    'the registry; LADING_REGISTRY if absent',
  );
}

/** Makes the action of a command: it uses the API with the stored credentials, and ends a session at the end. */
export function administer<Arguments extends readonly (string | undefined)[], Options = object>(
  run: Administer<Arguments, Options>,
): (this: Command) => Promise<void> {
  return lazily<Arguments, Options>(async () => {
    const { openManagement } = await import('../management/open-management.js');
    return async (session, args, options) => {
      const { api, close } = await openManagement(session.signal, options);
      try {
        await run({ api, session, options }, ...args);
      } finally {
        await close();
      }
    };
  });
}
