import { RegistryError } from '@lading/core';

type ParsedQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

const longest = 4096;

/** The query of a request. Parameters that nobody asks for are ignored. */
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
   * The value of a parameter that means one thing; repeated with the same value it is fine, as some clients do.
   * @throws RegistryError `UNSUPPORTED` with status 400 if it is there with two values
   */
  one(name: string): string | undefined {
    const [first, ...further] = this.all(name);
    if (further.some((value) => value !== first))
      throw new RegistryError('UNSUPPORTED', `there are two values of ${name}`, { status: 400 });
    return first;
  }
}

/** Nothing that a query is for has control characters, and stores need not know what to do with them. */
function refuseOddText(name: string, value: string): void {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  if (value.length > longest || /[\u0000-\u001f\u007f]/.test(value))
    throw new RegistryError('UNSUPPORTED', `the parameter ${name} is too long or has control characters`, {
      status: 400,
    });
}
