import { readFile } from 'node:fs/promises';
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls';
import { UsageError } from '../failure/command-error.js';
import type { RegistryOptions } from '../options/common-options.js';

/** The TLS options of the user, for Node's functions. */
export interface SecureOptions {
  /** The trusted authorities, if there are more than Node's. */
  readonly secureContext?: SecureContext;
  readonly rejectUnauthorized: boolean;
}

/** @throws UsageError if the file with authorities cannot be read */
export async function secureOptions({
  insecure,
  caFile,
}: Pick<RegistryOptions, 'insecure' | 'caFile'>): Promise<SecureOptions> {
  const rejectUnauthorized = insecure !== true;
  if (caFile === undefined) return { rejectUnauthorized };
  const ca = [...rootCertificates, await readCertificates(caFile)];
  return { secureContext: createSecureContext({ ca }), rejectUnauthorized };
}

async function readCertificates(path: string): Promise<string> {
  const text = await readFile(path, 'utf8').catch((error: Error) => {
    throw new UsageError(`--ca-file cannot be read: ${error.message}`);
  });
  if (!text.includes('-----BEGIN CERTIFICATE-----'))
    throw new UsageError(`--ca-file ${path} has no certificate in PEM`);
  return text;
}
