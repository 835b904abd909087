import { credentialStore, credentialsFromEnvironment, parseCredentialName } from '@lading/client';
import { UsageError } from '../failure/command-error.js';
import type { ManagementApi } from '../management/management-api.js';
import { findManagement } from '../management/open-management.js';
import type { MeRecord } from '../management/records.js';
import { signIn } from '../management/sign-in.js';
import { chooseScheme } from '../registry/choose-scheme.js';
import type { RunCommand } from '../session/define-command.js';
import { askLogin, type Login } from './ask-login.js';
import { checkLogin } from './check-login.js';

interface Options {
  readonly username?: string;
  readonly passwordStdin?: boolean;
}

const hasScheme = /^https?:\/\//;

export const runLogin: RunCommand<readonly [string?], Options> = async (session, [registry = 'docker.io'], options) => {
  const { name, host } = readName(registry);
  const given = await askLogin(name, options, session.signal);
  const address = await chooseScheme(hasScheme.test(registry) ? registry : host, options, session.signal);
  await checkLogin(address, given, options, session.signal);
  const login = await withName(given, () => findManagement(address, options, session.signal));
  const { place, isPlainText } = await credentialStore({ file: options.authFile }).save(name, login);
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
  const removed = (await credentialStore({ file }).erase(name)).length > 0;
  if (file === undefined && (await credentialsFromEnvironment()({ host })) !== undefined)
    session.notices.warn(`the environment still has credentials for ${host}`);
  await session.report(
    { registry: name, removed },
    removed ? `logged out of ${name}` : `nobody was logged in to ${name}`,
  );
};

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
