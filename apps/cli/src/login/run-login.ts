import { type Credential, credentialStore, credentialsFromEnvironment, parseCredentialName } from '@lading/client';
import { deleteDeviceToken } from '../device/delete-device-token.js';
import { keptDeviceTokens } from '../device/kept-device-tokens.js';
import type { DeviceToken } from '../device/request-device-token.js';
import { UsageError } from '../failure/command-error.js';
import type { ManagementApi } from '../management/management-api.js';
import { findManagement } from '../management/open-management.js';
import type { MeRecord } from '../management/records.js';
import { signIn } from '../management/sign-in.js';
import type { RegistryOptions } from '../options/common-options.js';
import { chooseScheme } from '../registry/choose-scheme.js';
import type { RunCommand } from '../session/define-command.js';
import { askLogin, type Login } from './ask-login.js';
import { checkLogin } from './check-login.js';
import { type BrowserOptions, logInByDevice } from './log-in-by-device.js';

interface Options extends BrowserOptions {
  readonly username?: string;
  readonly passwordStdin?: boolean;
}

const hasScheme = /^https?:\/\//;

export const runLogin: RunCommand<readonly [string?], Options> = async (session, [registry = 'docker.io'], options) => {
  const { name, host } = readName(registry);
  const { signal } = session;
  const scheme = () => chooseScheme(hasScheme.test(registry) ? registry : host, options, signal);
  const isUnnamed = options.username === undefined && options.passwordStdin !== true;
  const known = isUnnamed ? await scheme() : undefined;
  const token = known === undefined ? undefined : await logInByDevice(session, known, options);
  const given = token === undefined ? await askLogin(name, options, signal) : loginOf(token);
  const address = known ?? (await scheme());
  await checkLogin(address, given, options, signal);
  const login = await withName(given, () => findManagement(address, options, signal));
  const before = name === host ? await findStored(host, options, signal) : undefined;
  const { place, isPlainText } = await credentialStore({ file: options.authFile }).save(name, login);
  if (token !== undefined) await keptDeviceTokens.add(token.secret, token.id);
  await deleteDeviceToken(address, before, options);
  if (isPlainText)
    session.notices.warn(`the password is stored unencrypted in ${place}; a credential helper would encrypt it`);
  await session.report(
    { registry: name, username: login.username, place },
    `logged in to ${name} as ${login.username}`,
  );
};

export const runLogout: RunCommand<readonly [string?], object> = async (session, [registry = 'docker.io'], options) => {
  const { name, host } = readName(registry);
  const { authFile: file } = options;
  const before = name === host ? await findStored(host, options, session.signal) : undefined;
  const removed = (await credentialStore({ file }).erase(name)).length > 0;
  const isDeleted = removed && (await deleteDeviceToken(hasScheme.test(registry) ? registry : host, before, options));
  if (file === undefined && (await credentialsFromEnvironment()({ host })) !== undefined)
    session.notices.warn(`the environment still has credentials for ${host}`);
  await session.report(
    { registry: name, removed, ...(isDeleted && { isTokenDeleted: true }) },
    removed
      ? `logged out of ${name}${isDeleted ? ', and deleted its token there' : ''}`
      : `nobody was logged in to ${name}`,
  );
};

/** The credentials that a change replaces. Those of the environment remain. */
async function findStored(
  host: string,
  { authFile: file }: RegistryOptions,
  signal: AbortSignal,
): Promise<Credential | undefined> {
  if (file === undefined && (await credentialsFromEnvironment()({ host })) !== undefined) return undefined;
  return credentialStore({ file })
    .find({ host, signal })
    .catch(() => undefined);
}

function loginOf({ username, secret: password }: DeviceToken): Login {
  return { username, password };
}

/** The registry tells the owner of a personal access token. */
async function withName(login: Login, find: () => Promise<ManagementApi | undefined>): Promise<Login> {
  if (login.username !== '') return login;
  const api = await find();
  if (api === undefined) throw new UsageError('--password-stdin needs a --username with this registry');
  const { name } = await (await signIn(api, login)).api.get<MeRecord>(['me']);
  return { ...login, username: name };
}

/**
 * Reads what the credentials are for: a registry, whether it is reached over TLS or not, or of a namespace of one.
 * @throws UsageError
 */
function readName(registry: string): { readonly name: string; readonly host: string } {
  try {
    const name = parseCredentialName(registry);
    return { name, host: name.replace(/\/.*$/, '') };
  } catch {
    throw new UsageError(
      `${registry} is not a registry`,
      'write its host, such as ghcr.io or localhost:5000, or HOST/NAMESPACE',
    );
  }
}
