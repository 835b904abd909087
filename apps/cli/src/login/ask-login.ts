import { UsageError } from '../failure/command-error.js';
import { isPersonalToken } from '../management/token-of.js';
import { ask } from '../terminal/ask.js';
import { readSecret } from '../terminal/read-secret.js';

export interface Login {
  /** Empty for a personal access token of Lading without a user name: the token says whose it is. */
  readonly username: string;
  readonly password: string;
}

/** Reads the login from the options and standard input, and asks for the rest. A password is never an argument. */
export async function askLogin(
  host: string,
  options: { readonly username?: string; readonly passwordStdin?: boolean },
  signal: AbortSignal,
): Promise<Login> {
  if (options.passwordStdin === true) {
    const password = await readSecret({ isInput: true, signal });
    if (options.username !== undefined) return checked({ username: options.username, password });
    if (!isPersonalToken(password)) throw new UsageError('--password-stdin needs a --username');
    return { username: '', password };
  }
  if (process.stdin.isTTY !== true || process.stderr.isTTY !== true)
    throw new UsageError('without a terminal, nobody can type the password', 'use --username NAME --password-stdin');
  const username = options.username ?? (await ask(`User for ${host}: `, { signal }));
  return checked({
    username,
    password: await ask(`Password for ${username} at ${host}: `, { signal, isHidden: true }),
  });
}

function checked(login: Login): Login {
  if (login.username === '' || login.password === '') throw new UsageError('user and password must not be empty');
  if (login.username.includes(':')) throw new UsageError('a user name cannot contain a colon');
  return login;
}
