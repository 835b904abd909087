import { checkOptions, type OptionRules } from '@lading/core';

/** Proves the identity of a user to a registry. */
export type Credential =
  | { readonly username: string; readonly password: string }
  /** A token for the token endpoint, as `docker login` keeps it (grant type `refresh_token`). */
  | { readonly identityToken: string; readonly username?: string }
  /** A token for the registry itself. */
  | { readonly registryToken: string };

const credentialRules = {
  username: 'string?',
  password: 'string?',
  identityToken: 'non-empty string?',
  registryToken: 'non-empty string?',
} as const satisfies OptionRules<Partial<Record<'username' | 'password' | 'identityToken' | 'registryToken', string>>>;

/**
 * Refuses a credential with unknown or missing fields. No message shows a value.
 * @throws TypeError
 */
export function checkCredential(owner: string, credential: Credential): void {
  if (typeof credential !== 'object')
    throw new TypeError(`${owner} must be an object or a function, not a ${typeof credential}`);
  checkOptions(owner, credential as Partial<Record<keyof typeof credentialRules, string>>, credentialRules);
  const { username, password, identityToken, registryToken } = credential as Partial<Record<string, string>>;
  const hasToken = identityToken !== undefined || registryToken !== undefined;
  if (!hasToken && (username === undefined || password === undefined))
    throw new TypeError(`${owner} need username and password, identityToken or registryToken`);
}

/** Whom credentials are wanted for. */
export interface CredentialRequest {
  /** The registry as references name it, with its port: `ghcr.io`, `docker.io`, `localhost:5000`. */
  readonly host: string;
  /** The repository, where one is known: some files keep credentials by namespace. */
  readonly repository?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Finds credentials for a registry, or undefined if it has none for it. It must compare the whole host. */
export type CredentialSource = (request: CredentialRequest) => Promise<Credential | undefined> | Credential | undefined;

/** Asks one source after the other, and takes the first answer. */
export function firstOf(
  ...sources: readonly CredentialSource[]
): (request: CredentialRequest) => Promise<Credential | undefined> {
  return async (request) => {
    for (const source of sources) {
      const credential = await source(request);
      if (credential !== undefined) return credential;
    }
    return undefined;
  };
}

/** The header field for `Basic`; undefined for credentials that are of another kind. */
export function basicAuthorization(credential: Credential): string | undefined {
  if (!('password' in credential)) return undefined;
  return `Basic ${Buffer.from(`${credential.username}:${credential.password}`, 'utf8').toString('base64')}`;
}
