import { longestAccountName } from '../../account-name.js';

/** Leaves room for a number. */
const longestName = longestAccountName - 10;

/**
 * Makes the name of an account from a claim such as `Ada.Lovelace@example.com`, which gives `ada.lovelace`. Accents are removed,
 * and other characters become `-`.
 */
export function accountNameOf(claim: unknown): string {
  const [local = ''] = typeof claim === 'string' ? claim.slice(0, 1000).split('@') : [];
  const name = local
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9._-]+/g, '-')
    .replace(/^[^a-z0-9]+|-+$/g, '')
    .slice(0, longestName);
  return name === '' ? 'user' : name;
}
