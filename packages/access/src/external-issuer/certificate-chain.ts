import { Buffer } from 'node:buffer';
import { type KeyObject, X509Certificate } from 'node:crypto';

/**
 * The certificate of the signer, and at most one between it and a root. Node does not show how many authorities a certificate
 * allows below it (RFC 5280, 4.2.1.9), and in a longer chain this would matter. A bundle may contain lower authorities.
 */
const longestChain = 2;

/**
 * The key of the first certificate of `x5c` (RFC 7515, 4.1.6), if each certificate is valid now and issued by the next one, and
 * the last one by a root.
 * @throws TypeError if the chain is not valid
 */
export function keyOfChain(x5c: unknown, roots: readonly X509Certificate[], now: Date): KeyObject {
  if (!Array.isArray(x5c) || x5c.length === 0 || x5c.length > longestChain || !x5c.every(isText))
    throw new TypeError(`x5c must be a list of 1 to ${longestChain} certificates`);
  const chain = x5c.map((text) => new X509Certificate(Buffer.from(text, 'base64')));
  const [signer, authority] = chain as [X509Certificate, X509Certificate?];
  if (!chain.every((each) => isValidAt(each, now))) throw new TypeError('a certificate of x5c is not valid now');
  if (authority !== undefined && !isIssuedBy(signer, authority)) throw new TypeError('x5c is not a chain');
  if (!endsAtRoot(authority ?? signer, roots, now)) throw new TypeError('x5c does not end at a root');
  return signer.publicKey;
}

function isText(value: unknown): value is string {
  return typeof value === 'string';
}

function endsAtRoot(last: X509Certificate, roots: readonly X509Certificate[], now: Date): boolean {
  const valid = roots.filter((root) => isValidAt(root, now));
  return valid.some((root) => root.raw.equals(last.raw) || isIssuedBy(last, root));
}

function isIssuedBy(certificate: X509Certificate, authority: X509Certificate): boolean {
  return authority.ca && certificate.checkIssued(authority) && certificate.verify(authority.publicKey);
}

function isValidAt({ validFrom, validTo }: X509Certificate, now: Date): boolean {
  return new Date(validFrom) <= now && now <= new Date(validTo);
}
