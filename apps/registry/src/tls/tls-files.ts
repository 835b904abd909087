import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { ConfigurationError } from '../configuration/configuration-error.js';
import type { Configuration } from '../configuration/configuration-schema.js';

/** A certificate with its chain, and its private key, both in PEM. */
export interface TlsFiles {
  readonly cert: Buffer;
  readonly key: Buffer;
}

/** The marks of an encrypted key in PEM: PKCS #8 (RFC 7468, section 11) and OpenSSL's older format (RFC 1421). */
const encrypted = /^(?:-----BEGIN ENCRYPTED PRIVATE KEY-----|Proc-Type: 4,ENCRYPTED)/m;

/**
 * Reads the certificate and the key that the configuration names, and checks that a server can use them.
 * @returns undefined if the configuration names none
 * @throws ConfigurationError with one line that names the variable
 */
export function readTlsFiles({ tlsCertificate, tlsKey }: Configuration): TlsFiles | undefined {
  if (tlsCertificate === undefined || tlsKey === undefined) return undefined;
  const cert = readFile(tlsCertificate, 'LADING_TLS_CERT');
  const certificate = parseCertificate(cert, tlsCertificate);
  const key = readFile(tlsKey, 'LADING_TLS_KEY');
  const privateKey = parseKey(key, tlsKey);
  if (!certificate.checkPrivateKey(privateKey)) {
    throw fault(
      `LADING_TLS_KEY: ${tlsKey} is not the key of the first certificate in ${tlsCertificate} (LADING_TLS_CERT); the server's own certificate must come first, then its chain`,
    );
  }
  try {
    createSecureContext({ cert, key });
  } catch (error) {
    throw fault(`LADING_TLS_CERT and LADING_TLS_KEY can't be used: ${(error as Error).message}`);
  }
  return { cert, key };
}

/** A warning if the certificate is not valid now, because of a late renewal or a wrong clock. Clients will refuse it. */
export function certificateWarning({ cert }: TlsFiles, now = new Date()): string | undefined {
  const { validFrom, validTo } = new X509Certificate(cert);
  if (now > new Date(validTo)) return `the certificate (LADING_TLS_CERT) expired on ${validTo}: clients will refuse it`;
  if (now < new Date(validFrom)) return `the certificate (LADING_TLS_CERT) is not valid before ${validFrom}`;
  return undefined;
}

function readFile(file: string, variable: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    throw fault(`${variable} can't be read: ${(error as Error).message}`);
  }
}

function parseCertificate(content: Buffer, file: string): X509Certificate {
  try {
    createSecureContext({ cert: content });
    return new X509Certificate(content);
  } catch (error) {
    const reason = (error as Error).message;
    throw fault(`LADING_TLS_CERT: ${file} does not begin with a usable certificate in PEM: ${reason}`);
  }
}

function parseKey(content: Buffer, file: string): KeyObject {
  if (encrypted.test(content.toString('latin1'))) {
    throw fault(
      `LADING_TLS_KEY: ${file} is encrypted; write a copy without a passphrase (openssl pkey -in ${file} -out key.pem) that only this user can read`,
    );
  }
  try {
    return createPrivateKey(content);
  } catch (error) {
    throw fault(`LADING_TLS_KEY: ${file} does not contain a private key in PEM: ${(error as Error).message}`);
  }
}

function fault(text: string): ConfigurationError {
  return new ConfigurationError([text]);
}
