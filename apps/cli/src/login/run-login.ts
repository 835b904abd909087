import { authFiles, createRegistryClient, isResponseError, parseRegistryHost } from '@lading/client';
import { CommandError, UsageError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import { chooseFetch } from '../registry/choose-fetch.js';
import { chooseScheme } from '../registry/choose-scheme.js';
import type { RegistryOptions } from '../session/common-options.js';
import type { RunCommand } from '../session/define-command.js';
import { askLogin, type Login } from './ask-login.js';
import { forgetLogin, keepLogin } from './auth-file.js';

interface Options {
  readonly username?: string;
  readonly passwordStdin?: boolean;
}

const hasScheme = /^https?:\/\//;

export const runLogin: RunCommand<readonly [string?], Options> = async (session, [registry = 'docker.io'], options) => {
  const host = readHost(registry);
  const login = await askLogin(host, options, session.signal);
  const address = await chooseScheme(hasScheme.test(registry) ? registry : host, options, session.signal);
  await check(address, login, options, session.signal);
  const { place, isEncrypted } = await keepLogin(authFile(options), host, login);
  if (!isEncrypted)
    session.notices.warn(`the password is kept unencrypted in ${place}; a credential helper keeps it safer`);
  await session.report(
    { registry: host, username: login.username, place },
    `logged in to ${host} as ${login.username}`,
  );
};

export const runLogout: RunCommand<readonly [string?], object> = async (session, [registry = 'docker.io'], options) => {
  const host = readHost(registry);
  const wasThere = await forgetLogin(authFile(options), host);
  await session.report(
    { registry: host, removed: wasThere },
    wasThere ? `logged out of ${host}` : `nobody was logged in to ${host}`,
  );
};

/** Credentials that the registry refuses are not kept. */
async function check(address: string, login: Login, options: RegistryOptions, signal: AbortSignal): Promise<void> {
  const { plainHttp, allowPrivateAddresses } = options;
  const fetch = await chooseFetch(options);
  const client = createRegistryClient(address, { credentials: login, plainHttp, allowPrivateAddresses, fetch, signal });
  await client.ping().catch((cause: unknown) => {
    if (!isResponseError(cause, 401) && !isResponseError(cause, 403)) throw cause;
    throw new CommandError(`${client.host} does not accept these credentials: ${cause.message}`, {
      exitCode: exitCodes.notAllowed,
      nextStep: 'check user and password; many registries want an access token for a password',
      cause,
    });
  });
}

/** Credentials are kept for a host, whether it is reached by TLS or not. */
function readHost(registry: string): string {
  try {
    return parseRegistryHost(registry.replace(hasScheme, '').replace(/\/$/, ''));
  } catch {
    throw new UsageError(`${registry} is no registry`, 'write its host alone, such as ghcr.io or localhost:5000');
  }
}

function authFile({ authFile: named }: RegistryOptions): string {
  return named ?? (authFiles()[0] as string);
}
