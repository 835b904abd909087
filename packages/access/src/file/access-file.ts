import { z } from 'zod';
import { asymmetricAlgorithms, type ExternalIssuerOptions } from '../external-issuer/external-issuer-options.js';
import { isKeyUrl, notKeyUrl } from '../key-set/key-url.js';
import { tokenSettings } from '../token/token-settings.js';
import { AccessFileError } from './access-file-error.js';
import { describeIssue } from './describe-issue.js';
import { fileProviders } from './file-provider.js';
import { fileRule } from './file-rule.js';
import { fileIssuer, fileTrust } from './file-trust.js';
import { path, seconds } from './file-values.js';
import { policyCase } from './policy-case.js';

const text = z.string().min(1, 'must not be empty');
const names = z.array(z.string().regex(/^[^\s\p{C}]+$/u, 'must be a name without spaces'));

/** Our own token service. */
const tokenService = z.strictObject({
  lifeSeconds: seconds(tokenSettings.lifeSeconds).optional(),
  signSeconds: seconds(tokenSettings.signSeconds).optional(),
  /** Files with keys that seal the signing keys in the database. The first one seals, and each one opens. */
  sealingKeyFiles: z.array(path).min(1, 'must have at least one file').optional(),
});

/** Tokens of another issuer instead of ours. The keys are those of `auth.token` of Distribution. */
const token = z
  .strictObject({
    realm: z.url({ protocol: /^https?$/, error: 'must be the URL of the token service' }),
    service: text,
    issuer: text,
    rootcertbundle: path.optional(),
    jwks: path.optional(),
    jwksUrl: z.string().refine(isKeyUrl, notKeyUrl).optional(),
    signingAlgorithms: z
      .array(z.enum(asymmetricAlgorithms, { error: `must be one of ${asymmetricAlgorithms.join(', ')}` }))
      .min(1, 'must have at least one algorithm')
      .optional(),
  })
  .refine(({ rootcertbundle, jwks, jwksUrl }) => rootcertbundle ?? jwks ?? jwksUrl, {
    error: 'needs rootcertbundle, jwks or jwksUrl, so that tokens can be verified',
  });

function externalIssuerOf({ rootcertbundle, ...others }: z.output<typeof token>): ExternalIssuerOptions {
  return { ...others, rootCertBundle: rootcertbundle };
}

const accessFile = z
  .strictObject({
    htpasswd: path.optional(),
    /** Names of users by group. */
    groups: z.record(z.string().regex(/^[^\s\p{C}]+$/u), names).default({}),
    rules: z.array(fileRule).default([]),
    cases: z.array(policyCase).default([]),
    /** The trust rules: which workloads sign in as which robot, by tokens of their platforms. */
    trusts: z.array(fileTrust).default([]),
    issuers: z.array(fileIssuer).default([]),
    /** The identity providers through which people sign in. */
    providers: fileProviders.default([]),
    tokenService: tokenService.default({}),
    token: token.transform(externalIssuerOf).optional(),
    /** A file with the password of the first administrator. */
    adminPasswordFile: path.optional(),
  })
  .refine(({ token, tokenService }) => token === undefined || Object.keys(tokenService).length === 0, {
    path: ['tokenService'],
    error: 'must be absent, because access.token names another issuer of tokens',
  })
  .refine(({ token, providers }) => token === undefined || providers.length === 0, {
    path: ['providers'],
    error: 'must be absent, because access.token names another issuer of tokens, which knows the users',
  });

/** The object `access` of the configuration, or of an access file. An unknown name in it is an error. */
export type AccessFile = z.output<typeof accessFile>;

/** The JSON Schema of an access file, for editors and for checks. */
export function accessFileJsonSchema(): Readonly<Record<string, unknown>> {
  const { $schema, ...schema } = z.toJSONSchema(accessFile, {
    io: 'input',
    // Not every validator supports Unicode property escapes.
    override: ({ jsonSchema }) => {
      if (jsonSchema.pattern !== undefined) jsonSchema.pattern = jsonSchema.pattern.replaceAll('\\p{C}', '');
    },
  });
  return schema;
}

/**
 * Checks the content of an access file. The caller has parsed the YAML.
 * @throws AccessFileError with a line for each fault, which has the key and its value
 */
export function parseAccessFile(value: unknown): AccessFile {
  const result = accessFile.safeParse(value);
  if (result.success) return result.data;
  throw new AccessFileError(result.error.issues.flatMap((issue) => describeIssue(issue, value, accessFile)));
}
