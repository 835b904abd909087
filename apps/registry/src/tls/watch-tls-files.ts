import { unwatchFile, watchFile } from 'node:fs';
import type { Server as SecureServer } from 'node:https';
import type { Logger } from 'pino';
import type { Configuration } from '../configuration/configuration-schema.js';
import { readTlsFiles } from './tls-files.js';

const lookMilliseconds = 2000;

/**
 * Uses a changed certificate for new connections. If the changed files cannot be used, it logs an error and keeps the old
 * certificate: a key is often written a moment after its certificate.
 * @returns a function that ends the watch
 */
export function watchTlsFiles(configuration: Configuration, server: SecureServer, logger: Logger): () => void {
  const files = [configuration.tlsCertificate, configuration.tlsKey].filter((file) => file !== undefined);
  const renew = () => {
    try {
      const renewed = readTlsFiles(configuration);
      if (renewed !== undefined) server.setSecureContext(renewed);
      logger.info('the certificate was reloaded');
    } catch (error) {
      logger.error(`the changed certificate can't be used, so the old one is still used: ${(error as Error).message}`);
    }
  };
  for (const file of files) watchFile(file, { interval: lookMilliseconds, persistent: false }, renew);
  return () => {
    for (const file of files) unwatchFile(file, renew);
  };
}
