import type { Credential } from '@lading/client';
import { CommandError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import { ManagementApi } from './management-api.js';
import { tokenOf } from './token-of.js';

/** The API with the credentials of somebody. */
export interface OpenManagement {
  readonly api: ManagementApi;
  /** Ends the session, if there is one. */
  close(): Promise<void>;
}

/** Changes with a session must say that they do not come from a page of another site. */
const ownSite = { 'sec-fetch-site': 'same-origin' };
const endMilliseconds = 5000;

/**
 * Uses credentials for the API: a token with each request, or a user name and a password for a session.
 * @throws ManagementError if they are not accepted; CommandError for credentials of another kind
 */
export async function signIn({ options }: ManagementApi, credential: Credential): Promise<OpenManagement> {
  const token = tokenOf(credential);
  if (token !== undefined)
    return { api: new ManagementApi(options, { authorization: `Bearer ${token}` }), close: async () => undefined };
  if (!('password' in credential))
    throw new CommandError(
      `the credentials for ${options.host} are an identity token, which its management API does not take`,
      {
        exitCode: exitCodes.notAllowed,
        nextStep: `log in with a password or a personal access token: lading login ${options.host}`,
      },
    );
  const { username: name, password } = credential;
  const created = await new ManagementApi(options, ownSite).send({
    method: 'POST',
    path: ['sessions'],
    body: { name, password },
  });
  await created.body?.cancel();
  const [cookie = ''] = (created.headers.get('set-cookie') ?? '').split(';');
  const headers = { ...ownSite, cookie };
  return { api: new ManagementApi(options, headers), close: () => endSession({ options }, headers) };
}

/** Also after Ctrl-C. A session that cannot be ended expires. */
async function endSession({ options }: Pick<ManagementApi, 'options'>, headers: Readonly<Record<string, string>>) {
  const signal = AbortSignal.timeout(endMilliseconds);
  await new ManagementApi({ ...options, signal }, headers).delete(['sessions', 'current']).catch(() => undefined);
}
