import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the command keeps what is worth more than a cache and less than a configuration (XDG Base Directory Specification). */
export function stateFolder(name: string, environment = process.env): string {
  const state = environment.XDG_STATE_HOME ?? join(environment.HOME ?? homedir(), '.local', 'state');
  return join(state, 'lading', name);
}
