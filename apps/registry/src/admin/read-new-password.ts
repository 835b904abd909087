import { text } from 'node:stream/consumers';
import { readPasswordFile, withoutLineEnd } from '../access/password-file.js';
import { StartError } from '../start/start-error.js';
import { askHidden } from './ask-hidden.js';

/** Where a password comes from. */
export interface PasswordSource {
  readonly passwordFile: string | undefined;
  readonly isPasswordInput: boolean;
}

/**
 * Reads a password from a file, from a terminal, where it is typed twice and not shown, or else from standard input. A line
 * end after it does not count. It is never an argument, because other users of the machine can see those.
 * @throws StartError if there is none
 */
export async function readNewPassword(source: PasswordSource, signal: AbortSignal): Promise<string> {
  const password = await read(source, signal);
  if (password === '') throw new StartError('the password is empty');
  return password;
}

async function read({ passwordFile, isPasswordInput }: PasswordSource, signal: AbortSignal): Promise<string> {
  if (passwordFile !== undefined) return readPasswordFile(passwordFile).catch(refuse);
  if (isPasswordInput || process.stdin.isTTY !== true) return withoutLineEnd(await text(process.stdin));
  const password = await askHidden('Password: ', signal);
  if ((await askHidden('Again: ', signal)) !== password) throw new StartError('the two passwords differ');
  return password;
}

function refuse(error: Error): never {
  throw new StartError(`the password can't be read: ${error.message}`, { cause: error });
}
