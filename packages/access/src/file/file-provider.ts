import { z } from 'zod';
import type { IdentityProvider } from '../identity-provider/identity-provider.js';
import { address } from '../policy/rule-schemas.js';
import { claims, issuer } from '../trust-rule/trust-schemas.js';
import { path } from './file-values.js';

const line = (most: number) =>
  z
    .string()
    .min(1, 'must not be empty')
    .max(most, `must have at most ${most} characters`)
    .regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not have control characters');

/** Becomes a part of a URL and of the names of groups. */
const name = z
  .string()
  .regex(
    /^[a-z0-9][a-z0-9-]{0,31}$/,
    'must have at most 32 lower-case letters, digits and -, and begin with a letter or digit',
  );

const scopes = z
  .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be a scope'))
  .max(50, 'must have at most 50 scopes')
  .refine((given) => given.includes('openid'), 'must have openid');

/** `parseYaml` returns every value as text. */
const yesOrNo = z.preprocess(
  (value) => (value === 'true' ? true : value === 'false' ? false : value),
  z.boolean('must be true or false'),
);

/** The name of a group, as it is written in rules after `group:`. */
const group = z.string().regex(/^[^\s\p{C}]{1,200}$/u, 'must be a name without spaces');

/** An identity provider of a file. */
const fileProvider = z
  .strictObject({
    name,
    title: line(100).optional(),
    issuer,
    clientId: line(1000),
    clientSecretFile: path.optional(),
    scopes: scopes.default(['openid', 'profile', 'email']),
    nameClaim: line(200).default('preferred_username'),
    groupsClaim: line(200).default('groups'),
    groups: z.record(line(1000), group).optional(),
    requiredClaims: claims.optional(),
    createsUsers: yesOrNo.default(true),
    ca: path.optional(),
    addresses: z.array(address).optional(),
  })
  .transform((provider): IdentityProvider => ({ ...provider, title: provider.title ?? provider.name }));

/** The identity providers of a file. Two providers with one issuer could give one person different groups. */
export const fileProviders = z
  .array(fileProvider)
  .max(20, 'must have at most 20 providers')
  .superRefine((providers, { addIssue }) => {
    for (const member of ['name', 'issuer'] as const)
      for (const [index, provider] of providers.entries())
        if (providers.findIndex((other) => other[member] === provider[member]) < index)
          addIssue({ code: 'custom', path: [index, member], message: 'is that of another provider' });
  });
