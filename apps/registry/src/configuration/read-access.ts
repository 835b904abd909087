import { readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type AccessFile, AccessFileError, parseAccessFile, parseYaml, readNamedFiles } from '@lading/access';
import { ConfigurationError } from './configuration-error.js';
import type { Configuration } from './configuration-schema.js';

type Source = Pick<Configuration, 'access' | 'accessFile' | 'configurationFile'>;

/** The file that says who may use the registry; undefined if only the environment does. */
export function accessFileOf({ access, accessFile, configurationFile }: Source): string | undefined {
  if (accessFile !== undefined) return accessFile;
  return typeof access === 'object' ? configurationFile : undefined;
}

/**
 * Reads the files about access from the disk. Without such a file, only the rules of the database count.
 * @throws ConfigurationError with a line for each fault, such as `access.yaml: access.rules[2].where[0]: …`
 */
export function readAccess(source: Source): AccessFile {
  const file = accessFileOf(source);
  if (file === undefined) return parseAccessFile({});
  const content = readContent(file, source.accessFile === undefined);
  try {
    return withAbsolutePaths(parseAccessFile(content), dirname(file));
  } catch (error) {
    throw naming(file, error);
  }
}

/**
 * Checks the files that the access file names: the htpasswd file, certificates, JWK sets, and bearer tokens.
 * @throws ConfigurationError with a line for each fault, which has the key, the file and, for an htpasswd file, its line
 */
export async function checkNamedFiles(source: Source): Promise<void> {
  try {
    await readNamedFiles(readAccess(source));
  } catch (error) {
    throw naming(accessFileOf(source), error);
  }
}

/** Turns the faults of an access file into faults of the configuration. */
function naming(file: string | undefined, error: unknown): unknown {
  if (!(error instanceof AccessFileError)) return error;
  return new ConfigurationError(
    error.faults.map((fault) => `${file}: ${fault}`),
    { cause: error },
  );
}

/** @param isInConfiguration whether the content is that of the key `access`, and not the whole file */
function readContent(file: string, isInConfiguration: boolean): unknown {
  try {
    const content = parseYaml(readFileSync(file, 'utf8')) ?? {};
    return isInConfiguration ? (content as { readonly access?: unknown }).access : content;
  } catch (error) {
    throw new ConfigurationError([`${file}: ${(error as Error).message}`], { cause: error });
  }
}

/** Names of files are relative to the folder of the file that names them. */
function withAbsolutePaths(file: AccessFile, folder: string): AccessFile {
  const { tokenService, token, issuers, providers } = file;
  const { sealingKeyFiles } = tokenService;
  const absolute = (path: string) => resolve(folder, path);
  return {
    ...withAbsolute(file, ['htpasswd', 'adminPasswordFile'], absolute),
    ...(sealingKeyFiles && { tokenService: { ...tokenService, sealingKeyFiles: sealingKeyFiles.map(absolute) } }),
    issuers: issuers.map((issuer) => withAbsolute(issuer, ['jwks', 'ca', 'bearerFile'], absolute)),
    providers: providers.map((provider) => withAbsolute(provider, ['clientSecretFile', 'ca'], absolute)),
    ...(token && { token: withAbsolute(token, ['rootCertBundle', 'jwks'], absolute) }),
  };
}

/** A copy of an object with other paths in those of the members that it has. */
function withAbsolute<Named extends { readonly [Key in Path]?: string | undefined }, Path extends keyof Named & string>(
  named: Named,
  members: readonly Path[],
  absolute: (path: string) => string,
): Named {
  const found = members.flatMap((member) => {
    const path: string | undefined = named[member];
    return path === undefined ? [] : [[member, absolute(path)]];
  });
  return { ...named, ...Object.fromEntries(found) };
}
