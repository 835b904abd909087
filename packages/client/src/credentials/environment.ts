import { env } from 'node:process';
import { parseRegistryHost } from '../reference/image-reference.js';
import type { Credential, CredentialSource } from './credential.js';

/**
 * Credentials from `LADING_USERNAME` and `LADING_PASSWORD`, `LADING_IDENTITY_TOKEN` or `LADING_TOKEN`. They go to the one
 * registry that `LADING_REGISTRY` names, and without it to none: a copy speaks to two.
 */
export function credentialsFromEnvironment(environment: NodeJS.ProcessEnv = env): CredentialSource {
  return ({ host }) => {
    const named = environment.LADING_REGISTRY;
    if (named === undefined || named === '' || parseRegistryHost(named) !== host) return undefined;
    return credentialOf(environment);
  };
}

function credentialOf(environment: NodeJS.ProcessEnv): Credential | undefined {
  const { LADING_USERNAME: username, LADING_PASSWORD: password } = environment;
  const { LADING_IDENTITY_TOKEN: identityToken, LADING_TOKEN: registryToken } = environment;
  if (registryToken !== undefined && registryToken !== '') return { registryToken };
  if (identityToken !== undefined && identityToken !== '') return { identityToken, ...(username ? { username } : {}) };
  return username !== undefined && password !== undefined ? { username, password } : undefined;
}
