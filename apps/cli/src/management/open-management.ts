import { ClientError, credentialStore, registryAddress } from '@lading/client';
import { CommandError, UsageError } from '../failure/command-error.js';
import { exitCodes } from '../failure/exit-code.js';
import type { RegistryOptions } from '../options/common-options.js';
import { chooseFetch } from '../registry/choose-fetch.js';
import { chooseScheme } from '../registry/choose-scheme.js';
import { ManagementApi } from './management-api.js';
import { type OpenManagement, signIn } from './sign-in.js';

export interface ManagementOptions extends RegistryOptions {
  readonly registry?: string;
}

/**
 * Opens the management API of the registry that the options or `LADING_REGISTRY` name, with the stored credentials for it.
 * @throws UsageError without a registry; CommandError without credentials, or if the registry has no such API
 */
export async function openManagement(signal: AbortSignal, options: ManagementOptions): Promise<OpenManagement> {
  const registry = options.registry ?? process.env.LADING_REGISTRY;
  if (registry === undefined || registry === '')
    throw new UsageError('no registry is named', 'add --registry HOST, or set LADING_REGISTRY');
  const api = await findManagement(registry, options, signal);
  if (api === undefined)
    throw new CommandError(`${registry} has no management API`, {
      nextStep: 'it is another registry, or a Lading without access control; check the name',
    });
  const credential = await credentialStore({ file: options.authFile }).find({ host: api.host, signal });
  if (credential !== undefined) return signIn(api, credential);
  throw new CommandError(`nobody is logged in to ${api.host}`, {
    exitCode: exitCodes.notAllowed,
    nextStep: `log in with: lading login ${api.host}`,
  });
}

/** Asks without credentials first, so that no other service gets them. Undefined if there is no such API. */
export async function findManagement(
  registry: string,
  options: RegistryOptions,
  signal: AbortSignal,
): Promise<ManagementApi | undefined> {
  const address = await chooseScheme(registry, options, signal);
  const { url, host } = registryAddress(address, options.plainHttp);
  const fetch = await chooseFetch(options);
  const api = new ManagementApi({ base: new URL('api/v1/', url), host, fetch, signal });
  const answer = await api.exchange({ method: 'GET', path: ['me'] });
  await answer.body?.cancel();
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json') === true;
  if (answer.status !== 401 || !isProblem) return undefined;
  requireEncryption(url, options);
  return api;
}

function requireEncryption(url: URL, { plainHttp }: RegistryOptions): void {
  const isThisMachine = registryAddress(url.host).url.protocol === 'http:';
  if (url.protocol === 'http:' && !isThisMachine && plainHttp !== true)
    throw new ClientError('plain-http', 'credentials are not sent over plain HTTP', { url });
}
