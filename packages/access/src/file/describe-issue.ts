import { nearestName } from '@lading/core';
import type { z } from 'zod';
import { keysAt } from './keys-at.js';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

const longestValue = 100;
const kinds: Readonly<Record<string, string>> = {
  array: 'must be a list',
  object: 'must be a mapping',
  record: 'must be a mapping',
  string: 'must be a text',
};

/**
 * One line for each fault, such as `access.rules[2].where[0]: "Team/**" must be a pattern of repositories`.
 * @param value the whole file
 * @param schema its schema
 */
export function describeIssue(issue: Issue, value: unknown, schema: z.core.$ZodType): readonly string[] {
  if (issue.code === 'unrecognized_keys') {
    const keys = keysAt(schema, issue.path);
    return issue.keys.map((name) => `${keyOf([...issue.path, name])}: is not known${hint(name, keys)}`);
  }
  const given = valueAt(value, issue.path);
  if (given === undefined && issue.path.length > 0) return [`${keyOf(issue.path)}: is missing`];
  return [`${keyOf(issue.path)}: ${shown(given)}${messageOf(issue, given)}`];
}

function messageOf(issue: Issue, given: unknown): string {
  if (issue.code === 'invalid_key') return 'has a name that is empty or contains spaces';
  const kind = issue.code === 'invalid_type' ? kinds[issue.expected] : undefined;
  return `${kind ?? issue.message}${correction(issue, given)}`;
}

/** The probable meaning of a value of another kind. */
function correction(issue: Issue, given: unknown): string {
  if (issue.code !== 'invalid_type') return spaced(given);
  if (issue.expected === 'array' && typeof given === 'string') return `; write ${JSON.stringify([given])}`;
  if (issue.expected !== 'string' || typeof given !== 'object' || given === null) return '';
  const [[name, inner] = [], ...others] = Object.entries(given);
  return typeof inner === 'string' && others.length === 0 ? `; write ${name}:${inner} without a space` : '';
}

/** The correction of a text such as `group: dev`. */
function spaced(given: unknown): string {
  const [, kind, name] = typeof given === 'string' ? (/^([a-z]+):\s+(\S+)$/.exec(given) ?? []) : [];
  return kind === undefined ? '' : `; write ${kind}:${name} without a space`;
}

function keyOf(path: Path): string {
  return path.reduce<string>(
    (key, step) => (typeof step === 'number' ? `${key}[${step}]` : `${key}.${String(step)}`),
    'access',
  );
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>((inner, step) => (inner as Record<PropertyKey, unknown> | undefined)?.[step], value);
}

function shown(value: unknown): string {
  if (value === undefined || (typeof value === 'object' && value !== null)) return '';
  return `${JSON.stringify(value).slice(0, longestValue)} `;
}

function hint(name: string, keys: readonly string[]): string {
  const meant = nearestName(name, keys);
  if (meant !== undefined) return `; did you mean ${meant}?`;
  return keys.length === 0 ? '' : `; allowed: ${keys.join(', ')}`;
}
