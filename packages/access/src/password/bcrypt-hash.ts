/** A password as bcrypt has hashed it. */
interface BcryptHash {
  /** The binary logarithm of the number of rounds. */
  readonly cost: number;
  readonly salt: Uint8Array;
  /** 23 bytes: bcrypt drops the last one of 24. */
  readonly tag: Uint8Array;
}

const form = /^\$2[aby]\$([0-3]\d)\$([./A-Za-z0-9]{22})([./A-Za-z0-9]{31})$/;
const bcryptAlphabet = './ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const base64Alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Reads a hash of `htpasswd -B`, as `$2y$10$…`. @returns undefined if it has another form */
export function parseBcrypt(text: string): BcryptHash | undefined {
  const [, cost, salt, tag] = form.exec(text) ?? [];
  if (salt === undefined || tag === undefined || Number(cost) < 4) return undefined;
  return { cost: Number(cost), salt: fromBcryptBase64(salt), tag: fromBcryptBase64(tag) };
}

function fromBcryptBase64(text: string): Uint8Array {
  const translated = Array.from(text, (character) => base64Alphabet.charAt(bcryptAlphabet.indexOf(character)));
  return Buffer.from(translated.join(''), 'base64');
}
