import { code } from './json-tokens.js';

/**
 * Valid JSON, with the positions of its tokens in text order. Tokens are names, strings, numbers, literals, objects and
 * arrays. An object is followed by its names, each before its value, and an array by its elements.
 */
export class JsonDocument {
  constructor(
    readonly text: string,
    private readonly starts: Int32Array,
    /** For a string, a number or a literal, where it ends in the text; for an object or an array, the token after it. */
    private readonly ends: Int32Array,
  ) {}

  /** The first code unit of a token, which determines its kind. */
  unitAt(token: number): number {
    return this.text.charCodeAt(this.starts[token] as number);
  }

  /** Where a token starts in the text. */
  startOf(token: number): number {
    return this.starts[token] as number;
  }

  /** Where a string, a number or a literal ends in the text. */
  endOf(token: number): number {
    return this.ends[token] as number;
  }

  /** The token after a value and everything in it. */
  after(token: number): number {
    return this.isContainer(token) ? (this.ends[token] as number) : token + 1;
  }

  /** The value of a string token; undefined for any other token. */
  stringAt(token: number): string | undefined {
    if (this.unitAt(token) !== code.quote) return undefined;
    return readString(this.text, this.starts[token] as number, this.ends[token] as number);
  }

  /** The text of a token, such as a number; empty for an object or an array. */
  literalAt(token: number): string {
    return this.isContainer(token) ? '' : this.text.slice(this.starts[token], this.ends[token]);
  }

  private isContainer(token: number): boolean {
    const unit = this.unitAt(token);
    return unit === code.openBrace || unit === code.openBracket;
  }
}

/** The value of the string between `start`, its opening quote, and `end`, after its closing one. */
export function readString(text: string, start: number, end: number): string {
  const value = text.slice(start + 1, end - 1);
  return value.includes('\\') ? (JSON.parse(text.slice(start, end)) as string) : value;
}
