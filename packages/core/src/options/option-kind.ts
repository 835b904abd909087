const checks = {
  string: (value: unknown) => typeof value === 'string',
  'non-empty string': (value: unknown) => typeof value === 'string' && value !== '',
  boolean: (value: unknown) => typeof value === 'boolean',
  'whole number': (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0,
  'positive whole number': (value: unknown) => Number.isSafeInteger(value) && (value as number) > 0,
  'non-negative number': (value: unknown) => typeof value === 'number' && value >= 0,
  'positive number': (value: unknown) => typeof value === 'number' && value > 0,
  function: (value: unknown) => typeof value === 'function',
  object: (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value),
  array: (value: unknown) => Array.isArray(value),
  AbortSignal: isSignal,
  /** Checked elsewhere. */
  value: () => true,
} as const;

/** Does not use `instanceof`: a test environment may have its own `AbortSignal` class. */
function isSignal(value: unknown): boolean {
  const { aborted, addEventListener } = (value ?? {}) as Partial<AbortSignal>;
  return typeof aborted === 'boolean' && typeof addEventListener === 'function';
}

/** The kinds of option values. */
export type OptionKind = keyof typeof checks;

/** Whether a value is of a kind. */
export function isOfKind(value: unknown, kind: OptionKind): boolean {
  return checks[kind](value);
}

const longest = 60;
/** Kinds whose wrong values are shown. For any other kind a wrong string or number may be a secret, and is not shown. */
const shown: ReadonlySet<OptionKind> = new Set([
  'boolean',
  'whole number',
  'positive whole number',
  'non-negative number',
  'positive number',
]);

/** Formats a value of a wrong kind for a message: shortened, and without possible secrets. */
export function showValue(value: unknown, kind: OptionKind): string {
  if (value === null || value === undefined || typeof value === 'boolean') return String(value);
  if (value === '') return 'an empty string';
  if (typeof value === 'object') return Array.isArray(value) ? 'an array' : 'an object';
  if (typeof value === 'function' || !shown.has(kind)) return `a ${typeof value}`;
  return typeof value === 'string' ? JSON.stringify(value.slice(0, longest)) : String(value);
}
