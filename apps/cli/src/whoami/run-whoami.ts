import { type Credential, credentialStore, parseCredentialName, registryAddress, visibleText } from '@lading/client';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import type { ManagementApi } from '../management/management-api.js';
import { findManagement } from '../management/open-management.js';
import type { MeRecord } from '../management/records.js';
import { signIn } from '../management/sign-in.js';
import { isRobotSecret, tokenOf } from '../management/token-of.js';
import type { RunCommand } from '../session/define-command.js';

export const runWhoami: RunCommand<readonly [string?], object> = async (session, [named], options) => {
  const registry = named ?? (process.env.LADING_REGISTRY || 'docker.io');
  const host = parseCredentialName(registryAddress(registry).host);
  const credential = await credentialStore({ file: options.authFile }).find({ host, signal: session.signal });
  if (credential === undefined)
    throw new CommandError(`nobody is logged in to ${host}`, {
      exitCode: exitCodes.notAllowed,
      nextStep: `log in with: lading login ${host}`,
    });
  const me = await askWho(credential, () => findManagement(registry, options, session.signal));
  const username = me?.name ?? ('username' in credential ? credential.username : undefined);
  await session.output.show({ registry: host, username, isConfirmed: me !== undefined, ...rightsOf(me) }, () =>
    describe(host, username, me).map((line) => visibleText(line)),
  );
};

/** Undefined without an API that tells it: for other registries, and for robots, which cannot use the API. */
async function askWho(
  credential: Credential,
  find: () => Promise<ManagementApi | undefined>,
): Promise<MeRecord | undefined> {
  if (isRobotSecret(tokenOf(credential) ?? '') || 'identityToken' in credential) return undefined;
  const found = await find();
  if (found === undefined) return undefined;
  const { api, close } = await signIn(found, credential);
  try {
    return await api.get<MeRecord>(['me']);
  } finally {
    await close();
  }
}

function rightsOf(me: MeRecord | undefined): Partial<MeRecord> {
  if (me === undefined) return {};
  const { groups, isAdministrator, isAdministratorOfPart } = me;
  return { groups, isAdministrator, isAdministratorOfPart };
}

function describe(host: string, username: string | undefined, me: MeRecord | undefined): readonly string[] {
  const name = username ?? 'a token without a user name';
  if (me === undefined) return [`${name} at ${host}, as the stored credentials say`];
  const groups = me.groups.length === 0 ? [] : [`groups: ${me.groups.join(', ')}`];
  const part = me.isAdministratorOfPart ? ['administrator of a part'] : [];
  return [`${name} at ${host}`, ...groups, ...(me.isAdministrator ? ['administrator'] : part)];
}
