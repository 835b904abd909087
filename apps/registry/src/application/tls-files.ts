import { readFileSync, unwatchFile, watchFile } from 'node:fs';
import type { Server as SecureServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { StartError } from '../process/start-error.js';

const lookMilliseconds = 2000;

/** A certificate with its chain, and its private key, both in PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/**
 * Reads the certificate and the key that the configuration names, if it does.
 * @throws StartError
 */
export function readTlsFiles({ tlsCertificate, tlsKey }: Configuration): TlsFiles | undefined {
  if (tlsCertificate === undefined || tlsKey === undefined) return undefined;
  const files = { cert: read(tlsCertificate, 'LADING_TLS_CERT'), key: read(tlsKey, 'LADING_TLS_KEY') };
  try {
    createSecureContext(files);
    return files;
  } catch (error) {
    throw new StartError(`LADING_TLS_CERT and LADING_TLS_KEY don't go together: ${(error as Error).message}`);
  }
}

function read(file: string, variable: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw new StartError(`${variable}: ${(error as Error).message}`);
  }
}

/**
 * Gives new connections the new certificate when its files change. What can't be used is logged, and the old one stays:
 * a key that is written after its certificate is a matter of moments.
 * @returns what ends the watch
 */
export function watchTlsFiles(configuration: Configuration, server: SecureServer, logger: Logger): () => void {
  const files = [configuration.tlsCertificate, configuration.tlsKey].filter((file) => file !== undefined);
  const renew = () => {
    try {
      const renewed = readTlsFiles(configuration);
      if (renewed !== undefined) server.setSecureContext(renewed);
      logger.info('the certificate was read again');
    } catch (error) {
      logger.error({ err: error }, "the changed certificate can't be used: the former one stays");
    }
  };
  for (const file of files) watchFile(file, { interval: lookMilliseconds, persistent: false }, renew);
  return () => {
    for (const file of files) unwatchFile(file, renew);
  };
}
