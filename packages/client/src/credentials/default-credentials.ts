import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { credentialsFromAuthFile, credentialsFromAuthText } from './auth-file.js';
import { type CredentialSource, firstOf } from './credential.js';
import { credentialsFromEnvironment } from './environment.js';

/**
 * Looks where Docker, Podman and their friends keep credentials: the environment, `REGISTRY_AUTH_FILE`, `DOCKER_AUTH_CONFIG`,
 * Docker's `config.json`, then Podman's files. The first that has some for the registry wins.
 */
export function defaultCredentials(environment: NodeJS.ProcessEnv = env): CredentialSource {
  const inline = environment.DOCKER_AUTH_CONFIG;
  return firstOf(
    credentialsFromEnvironment(environment),
    ...(inline ? [credentialsFromAuthText(inline, 'DOCKER_AUTH_CONFIG')] : []),
    ...authFiles(environment).map(credentialsFromAuthFile),
  );
}

/** The files that may hold credentials, in the order in which they are asked. */
export function authFiles(environment: NodeJS.ProcessEnv = env): readonly string[] {
  const home = environment.HOME ?? homedir();
  const docker = environment.DOCKER_CONFIG ?? join(home, '.docker');
  const configuration = environment.XDG_CONFIG_HOME ?? join(home, '.config');
  const runtime = environment.XDG_RUNTIME_DIR;
  return [
    ...(environment.REGISTRY_AUTH_FILE ? [environment.REGISTRY_AUTH_FILE] : []),
    join(docker, 'config.json'),
    ...(runtime ? [join(runtime, 'containers', 'auth.json')] : []),
    join(configuration, 'containers', 'auth.json'),
  ];
}
