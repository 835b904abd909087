import { homedir } from 'node:os';
import { join } from 'node:path';

/** The folder for state that should survive the process (XDG Base Directory Specification). */
export function stateFolder(name: string, environment = process.env): string {
  const state = environment.XDG_STATE_HOME ?? join(environment.HOME ?? homedir(), '.local', 'state');
  return join(state, 'lading', name);
}
