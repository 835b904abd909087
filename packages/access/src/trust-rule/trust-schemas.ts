import { z } from 'zod';
import { parseJwkSet } from '../key-set/jwk-set.js';
import { isKeyUrl } from '../key-set/key-url.js';

/** The schemas of the parts of a trust rule, for access files and for the operations of the administration. */

const text = (most: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not have control characters');

/** Claims that every token has, and that do not identify a workload. */
const saysNothing: ReadonlySet<string> = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti']);

const claimName = text(200).refine((name) => !saysNothing.has(topLevel(name)), {
  error: 'does not tell one workload from another: name a claim such as repository_id or sub',
});

/** The claim that a name or a JSON pointer begins at. */
function topLevel(name: string): string {
  const [, first] = /^\/([^/]*)/.exec(name) ?? [];
  return first ?? name;
}

/** zod ignores a member of this name, so the rule would match more tokens. A JSON pointer names the same claim. */
const [lostName, pointerToIt] = ['__proto__', '/__proto__'];

const value = text(1000);

const glob = value.refine((written) => /[^*/]/.test(written), 'must have more than * and /');

const claimsByName = z
  .record(claimName, z.union([value, z.array(value).min(1).max(100), z.strictObject({ glob })]))
  .refine((given) => Object.keys(given).length > 0, {
    error: 'must have at least one claim: otherwise every workload of the issuer could sign in',
  })
  .refine((given) => Object.keys(given).length <= 20, 'must have at most 20 claims');

export const claims = z.preprocess((given, { addIssue }) => {
  if (typeof given !== 'object' || given === null || !Object.hasOwn(given, lostName)) return given;
  if (Object.hasOwn(given, pointerToIt)) addIssue({ code: 'custom', message: `has ${lostName} twice` });
  return Object.fromEntries(
    Object.entries(given).map(([name, each]) => [name === lostName ? pointerToIt : name, each]),
  );
}, claimsByName);

export const audience = text(1000);

export const issuer = text(1000).refine(
  (url) => isKeyUrl(url) && new URL(url).search === '',
  'must be an https URL without a query',
);

/** How long a sign-in may count. */
export const trustSeconds = { least: 60, usual: 3600, most: 86_400 } as const;

export const maximumSeconds = z
  .int('must be a whole number of seconds')
  .min(trustSeconds.least, `must be at least ${trustSeconds.least} seconds`)
  .max(trustSeconds.most, `must be at most ${trustSeconds.most} seconds`)
  .default(trustSeconds.usual);

export const jwks = z
  .strictObject({ keys: z.array(z.record(z.string(), z.unknown())).max(100) })
  .superRefine((set, { addIssue }) => {
    try {
      parseJwkSet(JSON.stringify(set));
    } catch (error) {
      addIssue({ code: 'custom', message: error instanceof TypeError ? error.message : 'must be a JWK set' });
    }
  });
