import { parseChallenge } from '../registry/authentication/challenge.js';
import { basic, CredentialsRefused, tokensFrom } from '../registry/authentication/token-client.js';
import { type Answer, header } from '../registry/http/answer.js';
import { HttpClient } from '../registry/http/http-client.js';
import type { RegistryUnderTest } from '../registry/registry-context.js';
import { CommandError } from './command-error.js';
import type { CommandOptions } from './command-options.js';

/** Who runs the cases: nobody, an account, or the holder of a token. */
export interface GivenCredentials {
  readonly username?: string | undefined;
  readonly password?: string | undefined;
  readonly token?: string | undefined;
}

/** Asks for the version check, and finds out how requests have to be authorised; a `CommandError` if nothing works. */
export async function reachRegistry(
  url: URL,
  given: GivenCredentials,
  { namespace, insecure }: Pick<CommandOptions, 'namespace' | 'insecure'>,
): Promise<RegistryUnderTest> {
  const registry = { url, insecure, ...(namespace !== undefined && { namespace }) };
  const anonymous = await askVersion(registry);
  const authorised = { ...registry, ...authorisationFor(anonymous, given, insecure) };
  const answer = await askVersion(authorised);
  if (answer.status === 401 || answer.status === 403) throw new CommandError(sayRefused(answer.status, given));
  if (answer.status !== 200)
    throw new CommandError(
      `GET ${url.origin}/v2/ answered ${answer.status}: this is no OCI registry, or it is not well`,
    );
  return authorised;
}

function authorisationFor(anonymous: Answer, { username, password, token }: GivenCredentials, insecure: boolean) {
  if (token !== undefined) return { authorization: `Bearer ${token}` };
  const account = username !== undefined && password !== undefined ? { username, password } : undefined;
  const challenge = parseChallenge(header(anonymous, 'www-authenticate') ?? '');
  if (anonymous.status === 401 && challenge.scheme === 'bearer')
    return { authorize: tokensFrom(challenge, account, insecure) };
  return account === undefined ? {} : { authorization: basic(account) };
}

async function askVersion({ url, ...options }: RegistryUnderTest): Promise<Answer> {
  const { authorization, authorize, insecure = false } = options;
  const credentials = { ...(authorization !== undefined && { authorization }), ...(authorize && { authorize }) };
  const client = new HttpClient(new URL(url), { insecure, ...credentials });
  try {
    return await client.send('GET', '/v2/');
  } catch (error) {
    throw new CommandError(sayUnreachable(error, new URL(url)));
  } finally {
    client.close();
  }
}

function sayRefused(status: number, { username, token }: GivenCredentials): string {
  if (username === undefined && token === undefined)
    return `the registry wants credentials (${status}): use --username and --password-stdin, or --token`;
  return `the registry refused the credentials (${status})`;
}

function sayUnreachable(error: unknown, url: URL): string {
  if (error instanceof CredentialsRefused) return error.message;
  const { code, message } = error as NodeJS.ErrnoException;
  const hint = /SELF_SIGNED|CERT|UNABLE_TO_VERIFY/.test(code ?? '') ? '; --insecure takes any certificate' : '';
  return `${url.origin} can't be reached: ${message || code}${hint}`;
}
