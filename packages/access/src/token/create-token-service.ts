import {
  type AccessStore,
  checkOptions,
  type OptionRules,
  pickSettings,
  resolveSettings,
  type SettingsInput,
  settingRules,
} from '@lading/core';
import type { StoreClock } from '../clock/store-clock.js';
import type { LiveAccess } from '../live/access-view.js';
import { KeyRing, type KeyRingOptions } from '../signing-key/key-ring.js';
import { OwnTokens } from './own-tokens.js';
import { tokenSettings } from './token-settings.js';

export interface TokenServiceOptions extends SettingsInput<typeof tokenSettings> {
  /** The name of the registry: `service` in challenges and `aud` in tokens. */
  readonly service: string;
  /** The `iss` of tokens, such as the public URL of the registry. */
  readonly issuer: string;
  /** 32 bytes each. The first one seals the private keys in the store, and each one opens them. */
  readonly sealingKeys: readonly Uint8Array[];
  /** Whether clients of users get refresh tokens when they ask for one; not if absent. */
  readonly refreshTokens?: boolean | undefined;
}

/** The parts that a token service uses. */
interface TokenServiceParts {
  readonly store: Pick<AccessStore, 'signingKeys'>;
  readonly live: LiveAccess;
  readonly clock: StoreClock;
  readonly onProblem: KeyRingOptions['onProblem'];
}

const rules = {
  service: 'non-empty string',
  issuer: 'non-empty string',
  sealingKeys: 'array',
  refreshTokens: 'boolean?',
  ...settingRules(tokenSettings),
} as const satisfies OptionRules<TokenServiceOptions>;

/**
 * Starts our own token service. End it with `keys.close()`.
 * @throws TypeError that names an option with a wrong value
 * @throws SealingKeyError if no sealing key opens a signing key of the store
 */
export async function createTokenService(
  options: TokenServiceOptions,
  { store, live, clock, onProblem }: TokenServiceParts,
): Promise<OwnTokens> {
  checkOptions('tokens', options, rules);
  const { service, issuer, sealingKeys } = options;
  const { lifeSeconds, signSeconds } = resolveSettings('tokens', tokenSettings, pickSettings(tokenSettings, options));
  const keys = await KeyRing.open({ store: store.signingKeys, clock, sealingKeys, signSeconds, onProblem });
  return new OwnTokens({ live, keys, service, issuer, lifeSeconds });
}
