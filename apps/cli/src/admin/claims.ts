import { UsageError } from '../failure/command-error.js';

type ClaimValues = string | readonly string[] | { readonly glob: string };

/**
 * Makes the claims of a trust rule from `name=value` and `name=glob`. Several values for one name are alternatives.
 * @throws UsageError
 */
export function claimsFrom(
  values: readonly string[] = [],
  globs: readonly string[] = [],
): Readonly<Record<string, ClaimValues>> {
  const claims = new Map<string, ClaimValues>();
  for (const [name, alternatives] of byName(values))
    claims.set(name, alternatives.length === 1 ? (alternatives[0] as string) : alternatives);
  for (const [name, glob] of globs.map((text) => split('--claim-glob', text))) {
    if (claims.has(name)) throw new UsageError(`the claim ${name} must have either values or one glob`);
    claims.set(name, { glob });
  }
  if (claims.size === 0) throw new UsageError('a trust rule needs --claim or --claim-glob');
  return Object.fromEntries(claims);
}

function byName(values: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  for (const [name, value] of values.map((text) => split('--claim', text)))
    found.set(name, [...(found.get(name) ?? []), value]);
  return found;
}

function split(option: string, text: string): readonly [name: string, value: string] {
  const at = text.indexOf('=');
  if (at < 1) throw new UsageError(`${option} must be a name, an equals sign and a value`);
  return [text.slice(0, at), text.slice(at + 1)];
}
