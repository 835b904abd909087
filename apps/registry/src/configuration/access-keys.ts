import { z } from 'zod';
import { key } from './key-documentation.js';
import { parseSealingKeys } from './sealing-keys.js';

/** Who may use the registry. The rules themselves are checked by `@lading/access`. */
export const access = {
  access: key(
    'LADING_ACCESS',
    z.union([z.enum(['open', 'sign-in']), z.record(z.string(), z.unknown())]).optional(),
    'Who may use the registry: everybody (`open`), or only clients that a rule allows. `sign-in` uses the rules of the database; a mapping in the file adds rules and users of files.',
    {
      allowed: '`open` or `sign-in`; in the file also a mapping with `htpasswd`, `groups` and `rules`',
      otherwise: '`open` on the loopback address; required on others',
    },
  ),
  accessFile: key(
    'LADING_ACCESS_FILE',
    z.string().min(1).optional(),
    'A YAML file with the mapping that `access` has in the file. It is read again when it changes.',
    { allowed: 'the name of a file', otherwise: 'none' },
  ),
  adminPasswordFile: key(
    'LADING_ADMIN_PASSWORD_FILE',
    z.string().min(1).optional(),
    'A file with the password of the first administrator. A start creates this user if there is no administrator. Later the file may be deleted.',
    { allowed: 'the name of a file', otherwise: 'none' },
  ),
  adminName: key(
    'LADING_ADMIN_NAME',
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9._-]*$/)
      .default('admin'),
    'The name of the first administrator.',
    { allowed: 'lower-case letters, digits, `.`, `_` and `-`' },
  ),
  sealingKey: key(
    'LADING_SEALING_KEY',
    z.string().superRefine(requireSealingKeys).optional(),
    'The key that seals the signing keys of tokens in the database. All replicas need the same one. To replace it, give the new one and the old one.',
    {
      allowed: '32 bytes in base64 or hexadecimal, such as from `openssl rand -base64 32`; several separated by commas',
      otherwise: '`token-sealing.key` in the data folder, which is created',
      secret: true,
    },
  ),
  refreshTokens: key(
    'LADING_REFRESH_TOKENS',
    z.boolean().default(false),
    'Whether a client that asks for a refresh token gets one, which it then stores instead of the password of the user. It ends with the password, after 30 days without use, and after 90 days.',
  ),
};

interface AccessKeys {
  readonly access?: unknown;
  readonly accessFile?: string | undefined;
}

/** The message never contains the key. */
function requireSealingKeys(text: string, context: z.RefinementCtx): void {
  const { fault } = parseSealingKeys(text);
  if (fault !== undefined) context.addIssue({ code: 'custom', message: fault });
}

export function hasOneAccess({ access, accessFile }: AccessKeys): boolean {
  return access === undefined || accessFile === undefined;
}

export const twoAccesses = {
  path: ['accessFile'],
  message: 'nothing, because `access` (LADING_ACCESS) says who may use the registry: set one of them',
};

/** Whether a client may use the registry only if a rule allows it. */
export function hasSignIn({ access, accessFile }: AccessKeys): boolean {
  return accessFile !== undefined || (access !== undefined && access !== 'open');
}

interface SignInKeys extends AccessKeys {
  readonly sealingKey?: string | undefined;
  readonly adminPasswordFile?: string | undefined;
}

/** With a password for the first administrator but without sign-in, the registry would be open by mistake. */
export function needsNoSignIn(configuration: SignInKeys): boolean {
  return configuration.adminPasswordFile === undefined || hasSignIn(configuration);
}

export const administratorOfOpenRegistry = {
  path: ['adminPasswordFile'],
  message: 'a file together with LADING_ACCESS=sign-in, LADING_ACCESS_FILE or `access` in the file only',
};
