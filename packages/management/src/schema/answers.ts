import { isDate } from 'node:util/types';
import { z } from 'zod';
import { named } from './schemas.js';

/** The bodies of answers. A member that is not here is not sent. */

const instant = z.custom<Date>(isDate).meta({ type: 'string', format: 'date-time' });

const record = { id: z.string(), version: z.number().int(), createdAt: instant, updatedAt: instant };

const right = z.enum(['list', 'pull', 'push', 'delete', 'admin']);

export const user = named(
  'User',
  z.object({
    ...record,
    name: z.string(),
    displayName: z.string().optional(),
    email: z.string().optional(),
    isDisabled: z.boolean(),
    hasPassword: z.boolean(),
    identity: z.object({ issuer: z.string(), subject: z.string() }).optional(),
    providerGroups: z.array(z.string()).optional(),
  }),
);

export const providerList = named(
  'ProviderList',
  z.object({ items: z.array(z.object({ name: z.string(), title: z.string(), startUrl: z.string() })) }),
);

export const signedOut = named('SignedOut', z.object({ endSessionUrl: z.string() }));

export const group = named(
  'Group',
  z.object({ ...record, name: z.string(), description: z.string().optional(), members: z.array(z.string()) }),
);

export const robot = named(
  'Robot',
  z.object({
    ...record,
    name: z.string(),
    description: z.string().optional(),
    namespace: z.string(),
    isDisabled: z.boolean(),
    expiresAt: instant.optional(),
  }),
);

export const credential = named(
  'Credential',
  z.object({
    ...record,
    owner: z.object({ kind: z.enum(['user', 'robot']), name: z.string() }),
    description: z.string(),
    hint: z.string(),
    scopes: z.array(z.object({ where: z.array(z.string()), what: z.array(right) })).optional(),
    expiresAt: instant.optional(),
    revokedAt: instant.optional(),
    lastUsedAt: instant.optional(),
  }),
);

export const newCredential = named('NewCredential', z.object({ credential, secret: z.string() }));

const ruleParts = {
  effect: z.enum(['allow', 'deny']),
  who: z.array(z.string()),
  where: z.array(z.string()),
  what: z.array(right),
  when: z
    .object({
      addresses: z.array(z.string()).optional(),
      notBefore: instant.optional(),
      notAfter: instant.optional(),
    })
    .optional(),
};

export const rule = named('Rule', z.object({ ...record, description: z.string().optional(), ...ruleParts }));

export const fileRule = named('FileRule', z.object({ id: z.string(), ...ruleParts }));

const claimValues = z.union([z.string(), z.array(z.string()), z.object({ glob: z.string() })]);

const trustParts = {
  issuer: z.string(),
  audience: z.string(),
  claims: z.record(z.string(), claimValues),
  robot: z.string(),
  scopes: z.array(z.object({ where: z.array(z.string()), what: z.array(right) })).optional(),
  maximumSeconds: z.number().int(),
  jwks: z.object({ keys: z.array(z.record(z.string(), z.unknown())) }).optional(),
};

const warnings = z.array(z.string());

export const trust = named(
  'Trust',
  z.object({ ...record, description: z.string().optional(), ...trustParts, warnings }),
);

export const fileTrust = named('FileTrust', z.object({ id: z.string(), place: z.number(), ...trustParts, warnings }));

export const tokenExplanation = named(
  'TokenExplanation',
  z.object({
    robot: z.string().optional(),
    text: z.string(),
    rules: z.array(
      z.object({
        rule: z.object({ id: z.string(), place: z.number().optional(), ...trustParts }),
        mismatches: z.array(z.object({ claim: z.string(), expected: claimValues, given: z.unknown().optional() })),
      }),
    ),
  }),
);

export const session = named(
  'Session',
  z.object({
    id: z.string(),
    user: z.string(),
    createdAt: instant,
    lastUsedAt: instant,
    expiresAt: instant,
    address: z.string().optional(),
    userAgent: z.string().optional(),
  }),
);

export const key = named('Key', z.object({ kid: z.string(), activateAt: instant, retireAt: instant, dropAt: instant }));

export const me = named(
  'Me',
  z.object({
    name: z.string(),
    groups: z.array(z.string()),
    isAdministrator: z.boolean(),
    isAdministratorOfPart: z.boolean(),
    credential: z.string().optional(),
    session: z.object({ id: z.string(), signedInAt: instant }).optional(),
  }),
);

export const explanation = named(
  'Explanation',
  z.object({
    isAllowed: z.boolean(),
    cutOffBy: z.enum(['scopes', 'credential', 'account']).optional(),
    text: z.string().optional(),
    allowing: z.array(fileRule).optional(),
    denying: z.array(fileRule).optional(),
    nearest: z.object({ rule: fileRule, differs: z.string() }).optional(),
  }),
);

export const auditEntry = named(
  'AuditEntry',
  z.object({
    id: z.string(),
    at: instant,
    action: z.string(),
    outcome: z.enum(['done', 'refused']),
    actor: z.object({ kind: z.string(), name: z.string().optional() }),
    credential: z.string().optional(),
    rule: z.string().optional(),
    repository: z.string().optional(),
    target: z.string().optional(),
    address: z.string().optional(),
    userAgent: z.string().optional(),
    requestId: z.string().optional(),
    detail: z.record(z.string(), z.unknown()).optional(),
  }),
);

/** `next` is the `after` of the next page. */
function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().optional() });
}

export const userPage = named('UserPage', pageOf(user));
export const groupPage = named('GroupPage', pageOf(group));
export const robotPage = named('RobotPage', pageOf(robot));
export const rulePage = named('RulePage', pageOf(rule));
export const trustPage = named('TrustPage', pageOf(trust));
export const sessionPage = named('SessionPage', pageOf(session));
export const auditPage = named('AuditPage', pageOf(auditEntry));

export const credentialList = named('CredentialList', z.object({ items: z.array(credential) }));
export const fileRuleList = named('FileRuleList', z.object({ items: z.array(fileRule) }));
export const fileTrustList = named('FileTrustList', z.object({ items: z.array(fileTrust) }));
export const keyList = named('KeyList', z.object({ items: z.array(key) }));
