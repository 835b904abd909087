import { TokenError } from './token-error.js';

/** The parameters of a token request: of its query, or of its form. */
export class TokenParameters {
  readonly #parsed: URLSearchParams;

  constructor(encoded: string) {
    this.#parsed = new URLSearchParams(encoded);
  }

  /** The requested scopes. A client may repeat the parameter, and may separate scopes by spaces (AUTH-06). */
  get scopes(): readonly string[] {
    return this.#parsed
      .getAll('scope')
      .flatMap((value) => value.split(' '))
      .filter((scope) => scope !== '');
  }

  /**
   * The only value of a parameter.
   * @throws TokenError 400 if it has two different values
   */
  one(name: string): string | undefined {
    const [first, ...further] = this.#parsed.getAll(name);
    if (further.some((value) => value !== first))
      throw new TokenError(400, 'invalid_request', `the parameter ${name} has two values`);
    return first;
  }
}
