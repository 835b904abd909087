import {
  credentialInput,
  groupInput,
  passwordInput,
  robotInput,
  ruleInput,
  trustInput,
  userInput,
} from '@lading/access';
import { z } from 'zod';
import { plainText } from '../input/page-query.js';
import { named } from './schemas.js';

/** The bodies of requests. */

export const bodies = {
  user: named('UserInput', userInput),
  password: named('PasswordInput', passwordInput),
  group: named('GroupInput', groupInput),
  robot: named('RobotInput', robotInput),
  secret: named('SecretInput', credentialInput),
  token: named('TokenInput', credentialInput.extend({ user: plainText.optional() })),
  rule: named('RuleInput', ruleInput),
  trust: named('TrustInput', trustInput),
  tokenClaims: named(
    'TokenClaimsInput',
    z.strictObject({ claims: z.record(z.string(), z.unknown()), robot: plainText.optional() }),
  ),
  signIn: named(
    'SignInInput',
    z.strictObject({ name: z.string().min(1).max(256), password: z.string().min(1).max(4096) }),
  ),
} as const;
