import { randomBytes } from 'node:crypto';
import type { SigningKeys } from '@lading/core';
import { StoreClock } from '../../src/clock/store-clock.js';
import { createTokenService, type TokenServiceOptions } from '../../src/token/create-token-service.js';
import type { OwnTokens } from '../../src/token/own-tokens.js';
import { SettableAccess } from './settable-access.js';
import { storeInMemory } from './store-in-memory.js';

export const sealingKey = randomBytes(32);
export const issuer = 'https://registry.example.com';
export const service = 'registry.example.com';

interface Shared {
  readonly store?: { readonly signingKeys: SigningKeys };
  readonly live?: SettableAccess;
  readonly options?: Partial<TokenServiceOptions>;
}

/** A token service as one process has it. Several may share the store. */
export async function startTokenService({
  store = storeInMemory().store,
  live = new SettableAccess(),
  options = {},
}: Shared = {}) {
  const problems: string[] = [];
  const onProblem = (message: string) => void problems.push(message);
  const allOptions = { service, issuer, sealingKeys: [sealingKey], ...options };
  const tokens = await createTokenService(allOptions, { store, live, clock: new StoreClock(), onProblem });
  opened.push(tokens);
  return { store, live, keys: tokens.keys, problems, tokens };
}

const opened: OwnTokens[] = [];

/** Stops all that were started. */
export function stopTokenServices(): void {
  for (const { keys } of opened.splice(0)) keys.close();
}
