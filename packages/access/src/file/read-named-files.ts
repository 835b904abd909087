import { readFile } from 'node:fs/promises';
import { parseCertificateBundle } from '../external-issuer/certificate-bundle.js';
import { parseClientSecret } from '../identity-provider/client-secret.js';
import { parseJwkSet } from '../key-set/jwk-set.js';
import { parseHtpasswd } from '../password/parse-htpasswd.js';
import type { AccessFile } from './access-file.js';
import { AccessFileError } from './access-file-error.js';

/** The content of the files that an access file names, as far as rules need it. */
export interface NamedFiles {
  /** The names of the users of the htpasswd file; absent if there is no such file. */
  readonly users?: ReadonlySet<string>;
}

/**
 * Reads the files that an access file names, so a start can check them before anything else starts. The files of `issuers`
 * and `providers` are read again when they are needed.
 * @throws AccessFileError with the key, the file and, for an htpasswd file, the line of each fault
 */
export async function readNamedFiles({ htpasswd, token, issuers, providers }: AccessFile): Promise<NamedFiles> {
  const faults: string[] = [];
  const read = async <Content>(
    key: string,
    path: string | undefined,
    parse: (text: string, path: string) => Content,
  ) => {
    try {
      return path === undefined ? undefined : parse(await readFile(path, 'utf8'), path);
    } catch (error) {
      const { message } = error as Error;
      faults.push(`access.${key}: ${message.includes(String(path)) ? message : `${path}: ${message}`}`);
    }
  };
  const hashes = await read('htpasswd', htpasswd, parseHtpasswd);
  await read('token.rootcertbundle', token?.rootCertBundle, parseCertificateBundle);
  await read('token.jwks', token?.jwks, parseJwkSet);
  for (const [place, { jwks, ca, bearerFile }] of issuers.entries()) {
    await read(`issuers[${place}].jwks`, jwks, parseJwkSet);
    await read(`issuers[${place}].ca`, ca, parseCertificateBundle);
    await read(`issuers[${place}].bearerFile`, bearerFile, String);
  }
  for (const [place, { ca, clientSecretFile }] of providers.entries()) {
    await read(`providers[${place}].ca`, ca, parseCertificateBundle);
    await read(`providers[${place}].clientSecretFile`, clientSecretFile, parseClientSecret);
  }
  if (faults.length > 0) throw new AccessFileError(faults);
  return hashes === undefined ? {} : { users: new Set(hashes.keys()) };
}
