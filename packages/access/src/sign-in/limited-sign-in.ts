import { type AccessStore, isRegistryError, untilAborted } from '@lading/core';
import { longestAccountName } from '../account-name.js';
import { AccountDelays, type Sleep } from '../failure/account-delays.js';
import { type Attempt, type FailureLimits, failureLimits } from '../failure/failure-limits.js';
import { networkOf, siteOf } from '../failure/network-of.js';
import type { LiveAccess } from '../live/access-view.js';
import { CheckedPasswords } from '../password/checked-passwords.js';
import { tooManyPasswords } from '../password/hashing-queue.js';
import type { HtpasswdFile } from '../password/htpasswd-file.js';
import type { PasswordHasher } from '../password/password-hasher.js';
import { longestPassword } from '../password/password-rule.js';
import { withinTime } from '../password/within-time.js';
import { hasSecretPrefix } from '../secret/random-secret.js';
import { CredentialUses } from './credential-uses.js';
import { LimitedSecrets } from './limited-secrets.js';
import { PasswordSignIn } from './password-sign-in.js';
import { limited, limitedSeconds, refuse, refused } from './refusal.js';
import { SecretSignIn } from './secret-sign-in.js';
import type { SignIn, SignInOutcome, SignInRequest } from './sign-in.js';

interface LimitedSignInOptions {
  readonly store: Pick<AccessStore, 'users' | 'credentials'>;
  readonly limits: FailureLimits;
  readonly live: LiveAccess;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly htpasswd?: Pick<HtpasswdFile, 'hashOf' | 'decoy'> | undefined;
  /** Milliseconds since 1970. */
  readonly now?: (() => number) | undefined;
  readonly sleep?: Sleep | undefined;
  /** The time limit of a sign-in with a password; 4500 if absent. A server waits 5 s for the answer. */
  readonly answerMilliseconds?: number | undefined;
}

const defaultAnswerMilliseconds = 4500;
/** The least time for the hashes of an attempt, even after a delay. */
const leastHashingMilliseconds = 1000;

/**
 * Signs in users and robots, and limits how many secrets can be guessed.
 *
 * Nobody can guess a random secret, so a right one always passes. A password is not checked while the network of the client has
 * reached its limit. Below the limit a right password passes, even for an account that somebody else attacks.
 */
export class LimitedSignIn implements SignIn {
  readonly #limits: FailureLimits;
  readonly #delays: AccountDelays;
  readonly #uses: CredentialUses;
  readonly #secrets: LimitedSecrets;
  readonly #passwords: PasswordSignIn;
  readonly #answerMilliseconds: number;

  constructor(options: LimitedSignInOptions) {
    const { store, limits, live, hasher, htpasswd, now = Date.now, sleep } = options;
    this.#answerMilliseconds = options.answerMilliseconds ?? defaultAnswerMilliseconds;
    this.#limits = limits;
    this.#delays = new AccountDelays(sleep);
    this.#uses = new CredentialUses(store.credentials, now);
    const secrets = new SecretSignIn(store.credentials, live, this.#uses);
    this.#secrets = new LimitedSecrets({
      limits,
      kinds: ['personal', 'robot'],
      identify: (secret) => secrets.identify(secret),
    });
    const checked = new CheckedPasswords(now);
    this.#passwords = new PasswordSignIn({ users: store.users, live, hasher, htpasswd, checked });
  }

  /** @throws RegistryError `UNAVAILABLE` if the store cannot be asked */
  async signIn(request: SignInRequest): Promise<SignInOutcome> {
    const { name, secret, client, signal } = request;
    signal?.throwIfAborted();
    if (secret === '' || Buffer.byteLength(secret) > longestPassword || name.length > longestAccountName)
      return refused;
    const target = hasSecretPrefix(secret) ? 'none' : 'account';
    const attempt: Attempt = { name, secret, address: client.address, target };
    const outcome =
      target === 'none' ? this.#secrets.signIn(attempt) : this.#byPassword(attempt, signal).catch(limitedIfBusy);
    return untilAborted(outcome, signal);
  }

  /** Records the uses of credentials that are not recorded yet. */
  async close(): Promise<void> {
    await this.#uses.flush();
  }

  async #byPassword(attempt: Attempt, signal: AbortSignal | undefined): Promise<SignInOutcome> {
    const begun = performance.now();
    const { name, secret, address } = attempt;
    const [{ ofNetwork, ofAccount, ofAccountAndNetwork }, candidates] = await Promise.all([
      this.#limits.count(attempt),
      this.#passwords.candidates(name),
    ]);
    if (ofNetwork >= failureLimits.perNetwork) return limited(limitedSeconds.byFailures);
    if (!this.#passwords.isKnown(name, secret, candidates)) {
      const key = JSON.stringify([name, networkOf(address)]);
      if (!(await this.#delays.wait(key, ofAccount, signal))) return limited(limitedSeconds.byDelays);
    }
    const rest = this.#answerMilliseconds - (performance.now() - begun);
    const limit = { milliseconds: Math.max(rest, leastHashingMilliseconds), late: tooManyPasswords, signal };
    // A wrong password is recorded even if the client has left in the meantime.
    return withinTime(limit, async (untilLate) => {
      const turn = { network: siteOf(address), signal: untilLate };
      const identity = await this.#passwords.identify(name, secret, candidates, turn);
      return identity === undefined
        ? refuse(this.#limits, attempt, ofAccountAndNetwork)
        : { outcome: 'signed-in', identity };
    });
  }
}

/** Turns the error for too many hashes at once into an outcome. */
function limitedIfBusy(error: unknown): SignInOutcome {
  if (isRegistryError(error) && error.code === 'TOOMANYREQUESTS') return limited(error.retryAfterSeconds ?? 1);
  throw error;
}
