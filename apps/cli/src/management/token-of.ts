import type { Credential } from '@lading/client';

/** The secret of a credential that is a token for the management API; undefined for a password. */
export function tokenOf(credential: Credential): string | undefined {
  if ('registryToken' in credential) return credential.registryToken;
  if (!('password' in credential)) return undefined;
  const { password } = credential;
  return isPersonalToken(password) || isRobotSecret(password) ? password : undefined;
}

/** Whether a secret has the form of a personal access token of Lading. */
export function isPersonalToken(secret: string): boolean {
  return /^ldp_[0-9A-Za-z]{46}$/.test(secret);
}

/** Whether a secret has the form of the secret of a robot of Lading. */
export function isRobotSecret(secret: string): boolean {
  return /^ldr_[0-9A-Za-z]{46}$/.test(secret);
}
