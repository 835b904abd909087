import { env } from 'node:process';
import { parseRegistryHost } from '../reference/image-reference.js';
import { AuthConfiguration } from './auth-configuration.js';
import { type Credential, type CredentialSource, firstOf } from './credential.js';

/**
 * Credentials from `LADING_USERNAME` and `LADING_PASSWORD`, `LADING_IDENTITY_TOKEN` or `LADING_TOKEN`. They are for the one
 * registry that `LADING_REGISTRY` names, and without it for none, since a copy talks to two. After them comes
 * `DOCKER_AUTH_CONFIG`, which has the content of Docker's `config.json`.
 */
export function credentialsFromEnvironment(environment: NodeJS.ProcessEnv = env): CredentialSource {
  return firstOf(
    ({ host }) => (isForHost(environment, host) ? credentialOf(environment) : undefined),
    credentialsFromText(environment),
  );
}

function isForHost({ LADING_REGISTRY: named }: NodeJS.ProcessEnv, host: string): boolean {
  return named !== undefined && named !== '' && parseRegistryHost(named) === host;
}

function credentialsFromText(environment: NodeJS.ProcessEnv): CredentialSource {
  const text = environment.DOCKER_AUTH_CONFIG;
  if (text === undefined || text === '') return () => undefined;
  return (request) => AuthConfiguration.parse(text, 'DOCKER_AUTH_CONFIG', environment).find(request);
}

function credentialOf(environment: NodeJS.ProcessEnv): Credential | undefined {
  const { LADING_USERNAME: username, LADING_PASSWORD: password } = environment;
  const { LADING_IDENTITY_TOKEN: identityToken, LADING_TOKEN: registryToken } = environment;
  if (registryToken !== undefined && registryToken !== '') return { registryToken };
  if (identityToken !== undefined && identityToken !== '') return { identityToken, ...(username ? { username } : {}) };
  return username !== undefined && password !== undefined ? { username, password } : undefined;
}
