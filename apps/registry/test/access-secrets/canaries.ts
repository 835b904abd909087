/** Recognizable secrets. The title of each describes it, or the place where it was sent. */
export class Canaries {
  readonly #secrets = new Map<string, string>();

  /** The secret for a title. It occurs nowhere else. */
  for(title: string): string {
    const secret = this.#secrets.get(title) ?? `canary${String(this.#secrets.size).padStart(3, '0')}secret`;
    this.#secrets.set(title, secret);
    return secret;
  }

  /** Adds a secret that the registry or the test has made. */
  add(title: string, secret: string): void {
    if (secret.length < 8) throw new Error(`${title} is too short to be looked for`);
    this.#secrets.set(title, secret);
  }

  /** The titles of the secrets that a text contains, as they are or in another encoding. */
  foundIn(text: string): readonly string[] {
    return [...this.#secrets]
      .filter(([, secret]) => encodingsOf(secret).some((each) => text.includes(each)))
      .map(([title]) => title);
  }
}

/** The encodings of a secret. In base64, it can begin at any of the three bytes of a group. */
function encodingsOf(secret: string): readonly string[] {
  const bytes = Buffer.from(secret);
  const aligned = [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    // The first and the last character also contain bits of the neighbouring bytes.
    return text.slice(before === 0 ? 0 : before + 1, -1);
  });
  const urlSafe = aligned.map((text) => text.replaceAll('+', '-').replaceAll('/', '_'));
  return [secret, encodeURIComponent(secret), bytes.toString('hex'), ...aligned, ...urlSafe];
}
