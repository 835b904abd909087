import { hasSignIn } from '../configuration/access-keys.js';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';
import { checkNamedFiles, readAccess } from '../configuration/read-access.js';
import { isEveryAddress, isLoopback } from '../configuration/registry-address.js';

/**
 * Checks who may use the registry. It refuses a registry that other machines can reach without a configuration of access, and a
 * registry that does not know its own URL, which clients need to get tokens. It also refuses files of users and keys that cannot
 * be used.
 * @throws ConfigurationError
 */
export async function checkAccess(configuration: Configuration): Promise<void> {
  if (configuration.role !== 'work') checkReach(configuration);
  if (hasSignIn(configuration)) await checkNamedFiles(configuration);
}

function checkReach(configuration: Configuration): void {
  const { access, host, publicUrl } = configuration;
  if (!hasSignIn(configuration)) {
    if (access === undefined && !isLoopback(host)) throw new ConfigurationError([nobodyNamed(host)]);
    return;
  }
  const isNamed = publicUrl !== undefined && publicUrl !== 'auto';
  const isIssuer = readAccess(configuration).token === undefined;
  if (isIssuer && !isNamed && isEveryAddress(host)) throw new ConfigurationError([publicUrlNeeded(host)]);
}

function nobodyNamed(host: string): string {
  return (
    `HOST is ${host}, so other machines can reach the registry, and nothing says who may use it: ` +
    'name users and rules with `access` in lading.yaml or LADING_ACCESS_FILE (LADING_ACCESS=sign-in for those of the database only), ' +
    'or set LADING_ACCESS=open so that anyone who can reach it can push, pull and delete'
  );
}

function publicUrlNeeded(host: string): string {
  return `LADING_PUBLIC_URL is not set, and HOST is ${host}: clients that sign in need the URL of the registry, such as https://registry.example.com`;
}
