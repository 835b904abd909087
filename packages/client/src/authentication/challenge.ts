/** One way to authenticate that a server offers in `WWW-Authenticate`. */
export interface Challenge {
  /** In lower case: `bearer`, `basic`. */
  readonly scheme: string;
  /** By lower-case names. */
  readonly parameters: ReadonlyMap<string, string>;
}

const longestField = 16_384;
const separators = /[\s,]*/y;
const token = /[!#$%&'*+.^_`|~\w-]+/y;
const parameter = /([!#$%&'*+.^_`|~\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"=][^\s,"]*))/y;
/** A value after a scheme without a parameter name, such as in `Negotiate abc==`. */
const token68 = /[A-Za-z0-9._~+/-]+=*(?=\s*(?:,|$))/y;

/**
 * Parses challenges (RFC 9110 §11.6.1): any number in one field, with quoted commas and escapes (AUTH-04). Malformed text ends
 * the list. Parameters without commas between them are accepted, because some registries send them.
 */
export function parseChallenges(field: string | null): readonly Challenge[] {
  const reader = new Reader((field ?? '').slice(0, longestField));
  const challenges: { scheme: string; parameters: Map<string, string> }[] = [];
  for (;;) {
    reader.take(separators);
    const [, name, quoted, plain] = reader.take(parameter) ?? [];
    if (name !== undefined) {
      setOnce(challenges.at(-1)?.parameters, name.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '');
      continue;
    }
    const [scheme] = reader.take(token) ?? [];
    if (scheme === undefined) return challenges;
    challenges.push({ scheme: scheme.toLowerCase(), parameters: new Map() });
    reader.skipToken68();
  }
}

function setOnce(parameters: Map<string, string> | undefined, name: string, value: string): void {
  if (parameters !== undefined && !parameters.has(name)) parameters.set(name, value);
}

/** Reads a text from front to back. */
class Reader {
  #position = 0;

  constructor(private readonly text: string) {}

  take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#position;
    const match = pattern.exec(this.text);
    if (match !== null) this.#position = pattern.lastIndex;
    return match ?? undefined;
  }

  /** Skips a value without a name after a scheme. In `Basic, Bearer realm=…` there is none. */
  skipToken68(): void {
    const start = this.#position;
    const gap = this.take(/[ \t]+/y);
    if (gap === undefined || this.take(parameter) !== undefined || this.take(token68) === undefined)
      this.#position = start;
    else return;
  }
}
