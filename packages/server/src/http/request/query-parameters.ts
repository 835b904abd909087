import { HttpError } from '../error/http-error.js';

type ParsedQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

const longest = 4096;

/** The query of a request. Unknown parameters are ignored. */
export class QueryParameters {
  constructor(private readonly parsed: ParsedQuery) {}

  /** All values of a parameter, in order. */
  all(name: string): readonly string[] {
    const value = this.parsed[name];
    if (value === undefined) return [];
    const values = typeof value === 'string' ? [value] : value;
    for (const each of values) refuseOddText(name, each);
    return values;
  }

  /**
   * The only value of a parameter. Some clients repeat it with the same value, which is allowed.
   * @throws HttpError 400 if it has two different values
   */
  one(name: string): string | undefined {
    const [first, ...further] = this.all(name);
    if (further.some((value) => value !== first))
      throw new HttpError(400, 'UNSUPPORTED', `the parameter ${name} has two values`);
    return first;
  }
}

/** No valid parameter has control characters, and stores need not handle them. */
function refuseOddText(name: string, value: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the expression finds control characters
  if (value.length > longest || /[\u0000-\u001f\u007f]/.test(value))
    throw new HttpError(400, 'UNSUPPORTED', `the parameter ${name} is too long or has control characters`);
}
