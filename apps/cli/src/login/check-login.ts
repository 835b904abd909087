import { createRegistryClient, type Fetch, isResponseError, type ResponseError } from '@lading/client';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import { findManagement } from '../management/open-management.js';
import type { RegistryOptions } from '../options/common-options.js';
import { chooseFetch } from '../registry/choose-fetch.js';
import type { Login } from './ask-login.js';

/**
 * Checks credentials as docker does: the registry asks for them, its token endpoint gives a token without a scope, and the
 * registry accepts the token.
 * @throws CommandError if the registry refuses them, accepts no more sign-ins for now, or asks nobody for credentials
 */
export async function checkLogin(
  address: string,
  login: Login,
  options: RegistryOptions,
  signal: AbortSignal,
): Promise<void> {
  const { plainHttp, allowPrivateAddresses } = options;
  const { fetch, hasAsked } = watchForChallenge(await chooseFetch(options));
  // A Lading knows the owner of a personal access token without a name.
  const credentials = { ...login, username: login.username || 'token' };
  const client = createRegistryClient(address, { credentials, plainHttp, allowPrivateAddresses, fetch, signal });
  await client.ping().catch(async (error: unknown) => {
    if (!isResponseError(error)) throw error;
    const isLading = async () => (await findManagement(address, options, signal)) !== undefined;
    throw await explain(client.host, error, isLading);
  });
  if (!hasAsked())
    throw new CommandError(`${client.host} does not ask for credentials, so nothing was checked or saved`, {
      nextStep: 'use it without a login',
    });
}

/** A registry without sign-in never answers 401. */
function watchForChallenge(fetch: Fetch): { readonly fetch: Fetch; hasAsked(): boolean } {
  let isAsked = false;
  return {
    fetch: async (url, init) => {
      const response = await fetch(url, init);
      if (response.status === 401) isAsked = true;
      return response;
    },
    hasAsked: () => isAsked,
  };
}

/** Lading takes the password of a user; many other registries do not. */
const hintOfOthers = '; many registries need an access token as the password';

async function explain(host: string, cause: ResponseError, isLading: () => Promise<boolean>): Promise<Error> {
  if (cause.status === 429) {
    const wait = cause.retryAfterSeconds === undefined ? 'a while' : `${cause.retryAfterSeconds} s`;
    return new CommandError(`${host} accepts no more sign-ins for now: ${cause.message}`, {
      exitCode: exitCodes.rateLimited,
      nextStep: `wait ${wait}, check user and password, and try again`,
      cause,
    });
  }
  if (cause.status !== 401 && cause.status !== 403) return cause;
  return new CommandError(`${host} does not accept these credentials: ${cause.message}`, {
    exitCode: exitCodes.notAllowed,
    nextStep: `check user and password${(await isLading().catch(() => false)) ? '' : hintOfOthers}`,
    cause,
  });
}
