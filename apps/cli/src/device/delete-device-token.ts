import type { Credential } from '@lading/client';
import { findManagement } from '../management/open-management.js';
import { signIn } from '../management/sign-in.js';
import { isPersonalToken, tokenOf } from '../management/token-of.js';
import type { RegistryOptions } from '../options/common-options.js';
import { keptDeviceTokens } from './kept-device-tokens.js';

const limitMilliseconds = 5000;

/**
 * Deletes a token at its registry if this machine has got it by the device flow. It tries only once: a token that cannot be
 * deleted expires later.
 * @returns whether it is deleted
 */
export async function deleteDeviceToken(
  registry: string,
  credential: Credential | undefined,
  options: RegistryOptions,
): Promise<boolean> {
  const secret = credential === undefined ? undefined : tokenOf(credential);
  if (credential === undefined || secret === undefined || !isPersonalToken(secret)) return false;
  const id = await keptDeviceTokens.find(secret);
  if (id === undefined) return false;
  try {
    const found = await findManagement(registry, options, AbortSignal.timeout(limitMilliseconds));
    if (found === undefined) return false;
    await (await signIn(found, credential)).api.delete(['tokens', id]);
    await keptDeviceTokens.remove(secret);
    return true;
  } catch {
    return false;
  }
}
