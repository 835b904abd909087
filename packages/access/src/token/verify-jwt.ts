import { Buffer } from 'node:buffer';
import { type JWTPayload, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { leewaySeconds } from '../signing-key/signing-times.js';

interface JwtRequirements {
  readonly algorithms: readonly string[];
  readonly issuer: string;
  /** Absent if the caller checks the audience itself. */
  readonly audience?: string;
  readonly typ?: string;
  readonly requiredClaims: readonly string[];
  readonly now: Date;
}

interface VerifiedJwt {
  readonly payload: JWTPayload;
  /** Milliseconds since 1970; it is not valid from then on. */
  readonly endsAt: number;
}

/**
 * Verifies a signed JWT (RFC 7519) and the claims that say who made it, for whom, and for how long.
 * @throws JOSEError or TypeError if it is not valid, or what `findKey` throws
 */
export async function verifyJwt(
  token: string,
  findKey: JWTVerifyGetKey,
  { algorithms, requiredClaims, now, ...rest }: JwtRequirements,
): Promise<VerifiedJwt> {
  requireOneSpelling(token.slice(token.lastIndexOf('.') + 1));
  const { payload } = await jwtVerify(token, findKey, {
    ...rest,
    algorithms: [...algorithms],
    requiredClaims: ['exp', ...requiredClaims],
    clockTolerance: leewaySeconds,
    currentDate: now,
  });
  return { payload, endsAt: (Number(payload.exp) + leewaySeconds) * 1000 };
}

/** Refuses other spellings of the bytes of a signature: its last character has unused bits. */
function requireOneSpelling(signature: string): void {
  if (Buffer.from(signature, 'base64url').toString('base64url') !== signature)
    throw new TypeError('the signature is not in base64url');
}
