import { hasSecretPrefix } from '../secret/random-secret.js';

/** In bytes of UTF-8. Longer ones are refused without a hash, so that a request cannot make the registry hash megabytes. */
export const longestPassword = 1024;
/** In bytes. bcrypt ignores all that follows, so a longer password would be accepted with a wrong end. */
export const longestBcryptPassword = 72;
const shortestPassword = 12;

/**
 * Says why a new password is not accepted. Only its length counts: rules about kinds of characters lead people to passwords
 * that are easy to guess, so NIST SP 800-63B forbids them.
 * @returns undefined if the password is accepted
 */
export function passwordProblem(password: string): string | undefined {
  if ([...password].length < shortestPassword) return `a password must have at least ${shortestPassword} characters`;
  if (Buffer.byteLength(password) > longestPassword) return `a password must have at most ${longestPassword} bytes`;
  if (hasSecretPrefix(password)) return 'a password must not begin with the prefix of an access token, such as ldp_';
  if (/\p{Cc}/u.test(password)) return 'a password must not contain control characters';
  return undefined;
}
