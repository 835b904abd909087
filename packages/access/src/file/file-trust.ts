import { z } from 'zod';
import { accountName } from '../account-name.js';
import { isKeyUrl, notKeyUrl } from '../key-set/key-url.js';
import { address } from '../policy/rule-schemas.js';
import { scopes } from '../policy/scope-schemas.js';
import { audience, claims, issuer, jwks, trustSeconds } from '../trust-rule/trust-schemas.js';
import { path, seconds } from './file-values.js';

/** A trust rule of a file. */
export const fileTrust = z.strictObject({
  issuer,
  audience,
  claims,
  robot: accountName,
  scopes: scopes.optional(),
  maximumSeconds: seconds(trustSeconds).default(trustSeconds.usual),
  jwks: jwks.optional(),
});

/** How to read the keys of an issuer, as `TrustedIssuer`. */
export const fileIssuer = z
  .strictObject({
    issuer,
    jwks: path.optional(),
    jwksUrl: z.string().refine(isKeyUrl, notKeyUrl).optional(),
    ca: path.optional(),
    bearerFile: path.optional(),
    addresses: z.array(address).optional(),
  })
  .refine(({ jwks, jwksUrl, ca, bearerFile }) => jwks === undefined || (jwksUrl ?? ca ?? bearerFile) === undefined, {
    path: ['jwks'],
    error: 'must be alone: with a file of keys the issuer is not asked',
  });
