import { longestAccountName } from '../account-name.js';
import { parseBcrypt } from './bcrypt-hash.js';
import { HtpasswdError } from './htpasswd-error.js';

/** A check at this cost takes seconds; each step doubles it. */
const mostCost = 14;

/**
 * Reads the content of an htpasswd file: a line `NAME:HASH` for each user, with bcrypt hashes only. Empty lines and those that
 * begin with `#` do not count.
 * @returns the hash of each user
 * @throws HtpasswdError for a line of another form, a name of more than 128 characters, another kind of hash, a bcrypt cost of more than 14, or a repeated name
 */
export function parseHtpasswd(content: string, file: string): ReadonlyMap<string, string> {
  const hashes = new Map<string, string>();
  for (const [index, text] of content
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (text.trim() === '' || text.startsWith('#')) continue;
    const refuse = (reason: string) => new HtpasswdError(file, index + 1, reason);
    const colon = text.indexOf(':');
    if (colon < 1) throw refuse('a line must have the form NAME:HASH');
    const [name, hash] = [text.slice(0, colon), text.slice(colon + 1).trim()];
    if (name.length > longestAccountName) throw refuse(`the name has more than ${longestAccountName} characters`);
    if (hashes.has(name)) throw refuse('the same name is on an earlier line');
    const bcrypt = parseBcrypt(hash);
    if (bcrypt === undefined)
      throw refuse('the hash is not of bcrypt ($2a$, $2b$ or $2y$); make the line with `htpasswd -B`');
    if (bcrypt.cost > mostCost)
      throw refuse(`the bcrypt cost is more than ${mostCost}, so each check would take seconds`);
    hashes.set(name, hash);
  }
  return hashes;
}
