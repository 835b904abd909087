import { homedir } from 'node:os';
import { join } from 'node:path';
import { env } from 'node:process';
import { checkOptions, type OptionRules } from '@lading/core';
import { AuthFile } from './auth-file.js';
import { firstOf } from './credential.js';
import type { CredentialStore } from './credential-store.js';
import { credentialsFromEnvironment } from './environment.js';

export interface CredentialStoreOptions {
  /** Uses this file only, and no environment variables. */
  readonly file?: string | undefined;
  /** The environment that names the files, and that credential helpers get; `process.env` if absent. */
  readonly environment?: NodeJS.ProcessEnv | undefined;
}

const rules = {
  file: 'non-empty string?',
  environment: 'object?',
} as const satisfies OptionRules<CredentialStoreOptions>;

/**
 * The credentials that Docker, Podman, skopeo, crane and oras keep. `find` looks in the environment (`LADING_USERNAME` and
 * others, `DOCKER_AUTH_CONFIG`), then in the files: `REGISTRY_AUTH_FILE`, Docker's `config.json`, Podman's files. The first
 * place with credentials for the registry wins. `save` writes to the first of the files, and `erase` erases from all.
 */
export function credentialStore(options: CredentialStoreOptions = {}): CredentialStore {
  checkOptions('credentialStore', options, rules);
  const { file, environment = env } = options;
  if (file !== undefined) return new AuthFile(file, environment);
  const files = authFiles(environment).map((path) => new AuthFile(path, environment));
  const [first] = files as [AuthFile];
  return {
    find: firstOf(credentialsFromEnvironment(environment), ...files.map((each) => each.find.bind(each))),
    save: (name, credential) => first.save(name, credential),
    erase: async (name) => {
      const places: string[] = [];
      for (const each of files) places.push(...(await each.erase(name)));
      return places;
    },
  };
}

/** The files that may hold credentials, in the order in which they are read. */
export function authFiles(environment: NodeJS.ProcessEnv): readonly string[] {
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
