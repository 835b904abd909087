import { homedir } from 'node:os';
import { join } from 'node:path';

/** Finds the commands that `go install` has built, such as crane. */
export function addGoCommands(): void {
  process.env.PATH = `${process.env.PATH}:${join(homedir(), 'go/bin')}`;
}
