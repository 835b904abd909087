import { text } from 'node:stream/consumers';
import { UsageError } from '../failure/command-error.js';
import { ask } from '../terminal/ask.js';

export interface Login {
  readonly username: string;
  readonly password: string;
}

/** Takes what the options and standard input give, and asks a person for the rest. Passwords never come as arguments. */
export async function askLogin(
  host: string,
  options: { readonly username?: string; readonly passwordStdin?: boolean },
  signal: AbortSignal,
): Promise<Login> {
  if (options.passwordStdin === true) {
    if (options.username === undefined) throw new UsageError('--password-stdin needs a --username');
    return checked({ username: options.username, password: (await text(process.stdin)).replace(/\r?\n$/, '') });
  }
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError('nobody can be asked for the password', 'give it with --username NAME --password-stdin');
  const username = options.username ?? (await ask(`User for ${host}: `, { signal }));
  return checked({
    username,
    password: await ask(`Password for ${username} at ${host}: `, { signal, isHidden: true }),
  });
}

function checked(login: Login): Login {
  if (login.username === '' || login.password === '') throw new UsageError('user and password must not be empty');
  if (login.username.includes(':')) throw new UsageError('a user name has no colon');
  return login;
}
