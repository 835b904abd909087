import type { Authorize } from '../http/http-client.js';
import { HttpClient } from '../http/http-client.js';
import { type Challenge, parseChallenge } from './challenge.js';
import { scopesOf } from './token-scope.js';

export interface Password {
  readonly username: string;
  readonly password: string;
}

/** The registry's token server does not let these credentials in. */
export class CredentialsRefused extends Error {
  override readonly name = 'CredentialsRefused';
}

/** How long a token is used; servers that say nothing mean 60 seconds (AUTH-10). */
const tokenMilliseconds = 45_000;

interface Token {
  readonly value: Promise<string>;
  readonly end: number;
}

/**
 * Gets tokens by Docker's token protocol: `GET realm?service=…&scope=…`, with the password if there is one. It asks
 * before each first request to a repository, since bodies that are streamed can't be sent twice.
 */
export function tokensFrom(challenge: Challenge, password?: Password, insecure = false): Authorize {
  const tokens = new Map<string, Token>();
  const tokenFor = (scopes: readonly string[]) => {
    const key = scopes.join(' ');
    const known = tokens.get(key);
    if (known !== undefined && known.end > Date.now()) return known.value;
    const value = fetchToken(challenge, scopes, password, insecure);
    value.catch(() => tokens.delete(key));
    tokens.set(key, { value, end: Date.now() + tokenMilliseconds });
    return value;
  };
  return async (_method, url, field) => {
    if (field === undefined) return `Bearer ${await tokenFor(scopesOf(url))}`;
    const { scheme, parameters } = parseChallenge(field);
    if (scheme !== 'bearer' || parameters.scope === undefined) return undefined;
    return `Bearer ${await tokenFor([parameters.scope])}`;
  };
}

async function fetchToken(
  { parameters }: Challenge,
  scopes: readonly string[],
  password: Password | undefined,
  insecure: boolean,
): Promise<string> {
  const { realm = '', service } = parameters;
  const url = new URL(realm);
  if (service !== undefined) url.searchParams.set('service', service);
  for (const scope of scopes) url.searchParams.append('scope', scope);
  const client = new HttpClient(url, { insecure, ...(password && { authorization: basic(password) }) });
  try {
    const { status, body } = await client.send('GET', url.href);
    if (status !== 200) throw new CredentialsRefused(`the token server ${url.host} answered ${status}`);
    return readToken(body.toString(), url.host);
  } finally {
    client.close();
  }
}

function readToken(text: string, host: string): string {
  const { token, access_token } = JSON.parse(text) as { token?: unknown; access_token?: unknown };
  const value = token ?? access_token;
  if (typeof value !== 'string') throw new CredentialsRefused(`the token server ${host} gave no token`);
  return value;
}

/** The value of `Authorization` that a password makes (RFC 7617). */
export function basic({ username, password }: Password): string {
  return `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
}
