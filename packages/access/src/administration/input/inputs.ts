import { isDate } from 'node:util/types';
import { z } from 'zod';
import { accountName, longestAccountName } from '../../account-name.js';
import { passwordProblem } from '../../password/password-rule.js';
import { address, condition, notATime, subject, writtenTime } from '../../policy/rule-schemas.js';
import { pattern, rulePattern, scopes, what } from '../../policy/scope-schemas.js';
import { audience, claims, issuer, jwks, maximumSeconds } from '../../trust-rule/trust-schemas.js';

/** The schemas of the inputs of operations. An unknown member is an error. */

/** The name of a member of a group. It may be a user of the htpasswd file. */
const memberName = z
  .string()
  .min(1)
  .max(longestAccountName)
  .regex(/^[^\s:\p{C}]+$/u, 'must not have spaces, colons or control characters');

/** Text without control characters and lone surrogates, which not every store can keep. */
const line = z.string().regex(/^[^\p{Cc}\p{Cs}]*$/u, 'must not have control characters');

const description = line.max(1000);

/** A time as a `Date`, or as text in the form of RFC 3339. */
export const time = z
  .union([writtenTime, z.custom<Date>((value) => isDate(value) && !Number.isNaN(value.getTime()))], { error: notATime })
  .meta({ type: 'string', format: 'date-time' });

const password = z.string().superRefine((text, { addIssue }) => {
  const message = passwordProblem(text);
  if (message !== undefined) addIssue({ code: 'custom', message });
});

export const passwordInput = z.strictObject({ password });

export const userInput = z.strictObject({
  displayName: line.max(255).optional(),
  email: z.email().max(254).optional(),
  isDisabled: z.boolean().default(false),
  /** A new password ends all sessions. If absent, the password stays the same. */
  password: password.optional(),
  /** The account at an identity provider. If absent, it stays the same. */
  identity: z.strictObject({ issuer, subject: line.min(1).max(255) }).optional(),
});

export const groupInput = z.strictObject({
  description: description.optional(),
  members: z.array(memberName).max(10_000).default([]),
});

export const robotInput = z.strictObject({
  description: description.optional(),
  /** An actor who manages this pattern manages the robot. */
  namespace: pattern,
  isDisabled: z.boolean().default(false),
  expiresAt: time.optional(),
});

export const credentialInput = z.strictObject({
  description: description.min(1),
  /** If absent, the credential has all rights of its owner. */
  scopes: scopes.optional(),
  /** 90 days from now if absent. */
  expiresAt: time.optional(),
});

export const ruleInput = z.strictObject({
  description: description.optional(),
  effect: z.enum(['allow', 'deny']),
  who: z.array(subject).min(1).max(100),
  where: z.array(rulePattern).min(1).max(100),
  what,
  when: condition({ addresses: z.array(address).min(1).max(100), time }).optional(),
});

export const trustInput = z.strictObject({
  description: description.optional(),
  issuer,
  audience,
  claims,
  robot: accountName,
  /** If absent, a workload may do all that the robot may do. */
  scopes: scopes.optional(),
  maximumSeconds,
  /** If absent, the keys are read from the issuer. */
  jwks: jwks.optional(),
});

export type UserInput = z.input<typeof userInput>;
export type GroupInput = z.input<typeof groupInput>;
export type RobotInput = z.input<typeof robotInput>;
export type CredentialInput = z.input<typeof credentialInput>;
export type RuleInput = z.input<typeof ruleInput>;
export type TrustInput = z.input<typeof trustInput>;
