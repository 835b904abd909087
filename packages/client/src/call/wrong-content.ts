/** Whether a value is an object with a method of this name. */
export function hasMethod(value: unknown, name: PropertyKey): boolean {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, name) === 'function';
}

/** The error for content of a wrong type, in the words of `checkOptions`. */
export function wrongContent(call: string, expected: string, content: unknown): TypeError {
  const kind = content === null || content === undefined ? String(content) : `a value of type ${typeof content}`;
  const shown = Array.isArray(content) ? 'an array' : kind;
  return new TypeError(`${call}: the content must be ${expected}, not ${shown}`);
}
