import { Buffer } from 'node:buffer';
import type { AccessScope } from '@lading/core';

/** The most bytes of a token: half of what many servers and proxies take as one header field. */
const maximumTokenBytes = 4096;
/** The header of a token with a thumbprint as its key id, the signature of ES256, and two full stops. */
const otherBytes = 240;

/** The first scopes, as many as fit into a token that has these claims as well. */
export function fittingScopes(
  scopes: readonly AccessScope[],
  claims: Readonly<Record<string, unknown>>,
): readonly AccessScope[] {
  let fitting = scopes;
  while (fitting.length > 0 && bytesOf({ ...claims, access: fitting }) > maximumTokenBytes)
    fitting = fitting.slice(0, -1);
  return fitting;
}

function bytesOf(claims: object): number {
  return otherBytes + Math.ceil((Buffer.byteLength(JSON.stringify(claims)) * 4) / 3);
}
