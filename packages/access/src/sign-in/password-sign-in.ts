import { randomBytes } from 'node:crypto';
import type { AccessStore, NamedIdentity } from '@lading/core';
import { accountNameForm } from '../account-name.js';
import type { LiveAccess } from '../live/access-view.js';
import type { CheckedPasswords } from '../password/checked-passwords.js';
import type { HashingTurn } from '../password/hashing-queue.js';
import type { HtpasswdFile } from '../password/htpasswd-file.js';
import { newHashParameters, type PasswordHasher } from '../password/password-hasher.js';
import { formatPhc } from '../password/phc.js';
import { identifyNow } from './identify-now.js';

/** A stored hash, and whether it belongs to the account. If not, it is a decoy. */
interface Candidate {
  readonly stored: string;
  readonly isOfAccount: boolean;
  readonly isOfFile: boolean;
}

/** The stored hashes that a password is compared with. */
type Candidates = readonly Candidate[];

interface PasswordSignInParts {
  readonly users: Pick<AccessStore['users'], 'findByName'>;
  readonly live: LiveAccess;
  readonly htpasswd?: Pick<HtpasswdFile, 'hashOf' | 'decoy'> | undefined;
  readonly hasher: Pick<PasswordHasher, 'verify'>;
  readonly checked: CheckedPasswords;
}

/**
 * Finds out whether a password is that of a user of the htpasswd file or of the database. The time of a wrong password does not
 * reveal whether the user exists, or where: it always costs one hash of each kind.
 */
export class PasswordSignIn {
  /** No password has this hash. */
  readonly #decoy = formatPhc({ ...newHashParameters, salt: randomBytes(16), tag: randomBytes(32) });

  constructor(private readonly parts: PasswordSignInParts) {}

  /** The hashes for a name. If both the file and the database have a user of this name, the user of the file counts. */
  async candidates(name: string): Promise<Candidates> {
    const { htpasswd, users } = this.parts;
    // A store may refuse to look up other names.
    const record = accountNameForm.test(name) ? await users.findByName(name) : undefined;
    const ofFile = htpasswd?.hashOf(name);
    const ofRecord = ofFile === undefined ? record?.passwordHash : undefined;
    const candidates = [{ stored: ofRecord ?? this.#decoy, isOfAccount: ofRecord !== undefined, isOfFile: false }];
    const fileHash = ofFile ?? htpasswd?.decoy;
    if (fileHash !== undefined)
      candidates.push({ stored: fileHash, isOfAccount: ofFile !== undefined, isOfFile: true });
    return candidates.sort((one, other) => Number(other.isOfAccount) - Number(one.isOfAccount));
  }

  /** Whether the password was checked recently. It then costs no hash, and is not a new guess. */
  isKnown(name: string, password: string, candidates: Candidates): boolean {
    const verdicts = candidates.map(({ stored }) => this.parts.checked.find(name, password, stored));
    const isRight = candidates.some(({ isOfAccount }, index) => isOfAccount && verdicts[index] === true);
    return isRight || verdicts.every((verdict) => verdict !== undefined);
  }

  /**
   * @returns undefined if the password is wrong, or the user is disabled
   * @throws RegistryError `TOOMANYREQUESTS` if too many passwords wait
   * @throws the reason of the signal, if it fires before the password is compared
   */
  async identify(
    name: string,
    password: string,
    candidates: Candidates,
    turn: HashingTurn = {},
  ): Promise<NamedIdentity | undefined> {
    const { live } = this.parts;
    for (const [index, candidate] of candidates.entries()) {
      const isRight = await this.#check(name, password, candidate, turn).catch((error: unknown) => {
        // The hash of the account comes first. If the hash of a decoy fails, the password was wrong anyway.
        if (index === 0) throw error;
        return false;
      });
      const isSignedIn = isRight && candidate.isOfAccount && this.#isCurrent(name, candidate);
      const identity = isSignedIn ? await identifyNow(live, { kind: 'user', name }) : undefined;
      if (identity !== undefined) return identity;
    }
    return undefined;
  }

  /** The file may have changed while the password was compared. A token or session must not outlast the old password. */
  #isCurrent(name: string, { stored, isOfFile }: Candidate): boolean {
    return !isOfFile || this.parts.htpasswd?.hashOf(name) === stored;
  }

  #check(name: string, password: string, { stored }: Candidate, turn: HashingTurn): Promise<boolean> {
    const { checked, hasher } = this.parts;
    const verify = (signal: AbortSignal) => hasher.verify(password, stored, { ...turn, signal });
    return checked.check(name, password, stored, verify, turn.signal);
  }
}
