import { readFile } from 'node:fs/promises';
import { createEgress, type EgressProxy } from '@lading/egress';
import { z } from 'zod';
import { issuerEgress } from '../../key-set/issuer-egress.js';
import { readJson } from '../../key-set/read-json.js';
import type { TrustedIssuer } from '../../trust-rule/trusted-issuer.js';

/** Shorter than the time limit of a sign-in, which waits for the keys. */
const mostMilliseconds = 3000;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.string() });

/**
 * Reads the JWK set of an issuer: from its file, from its URL, or from the URL in its discovery document.
 * @throws EgressError, an error of the file system, or an Error if the document cannot be used
 */
export async function readIssuerKeys(trusted: TrustedIssuer, proxy?: EgressProxy): Promise<string> {
  const { issuer, jwks, jwksUrl, ca, bearerFile, addresses } = trusted;
  if (jwks !== undefined) return readFile(jwks, 'utf8');
  const own = [issuer, jwksUrl].filter((url) => url !== undefined);
  const egress = createEgress(await issuerEgress({ urls: own, ca, addresses, proxy }));
  try {
    const bearer = bearerFile === undefined ? undefined : (await readFile(bearerFile, 'utf8')).trim();
    const signal = AbortSignal.timeout(mostMilliseconds);
    const read: ReadDocument = (url) => {
      const isOwn = bearer !== undefined && URL.canParse(url) && own.some((each) => originOf(each) === originOf(url));
      return readJson(egress, url, { signal, headers: isOwn ? { authorization: `Bearer ${bearer}` } : {} });
    };
    return await read(jwksUrl ?? (await discover(issuer, read)));
  } finally {
    await egress.close();
  }
}

type ReadDocument = (url: string) => Promise<string>;

/** @throws Error if the metadata is that of another issuer */
async function discover(issuer: string, read: ReadDocument): Promise<string> {
  const text = await read(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`);
  const found = metadata.parse(JSON.parse(text));
  if (found.issuer !== issuer) throw new Error('the metadata of the issuer names another issuer');
  return found.jwks_uri;
}

function originOf(url: string): string {
  return new URL(url).origin;
}
