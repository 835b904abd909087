import type { ClaimValues, TrustRule } from '@lading/core';

/** Claims whose values are ids. A rename does not change an id, and nobody else gets it later. */
const idName = /(?:^|[_/-])(?:id|uid)$/;

/** Subjects of these forms consist of names. Those of GitHub have ids after `@` in repositories made since July 2026. */
const subjectOfNames = /^(?:repo|project_path|organization|system:serviceaccount):/;

/** The dangers of a rule that is valid, one sentence each. */
export function trustWarnings({ claims, audience }: Pick<TrustRule, 'claims' | 'audience'>): readonly string[] {
  const warnings: string[] = [];
  if (!Object.entries(claims).some(([name, values]) => isOfOne(name, values)))
    warnings.push(
      'the rule matches names only: whoever gets a name after its owner has left can sign in; add a claim with an id, such as repository_id or project_id',
    );
  if (/^https:\/\/github\.com\/[^/]+$/.test(audience))
    warnings.push(
      'the audience is the default one of GitHub: a token for another service would be accepted; let the workflow ask for the audience of this registry',
    );
  return warnings;
}

function isOfOne(name: string, values: ClaimValues): boolean {
  if (name !== 'sub') return idName.test(name);
  return textsOf(values).every((text) => !subjectOfNames.test(text) || /@\d+[/:]/.test(text));
}

function textsOf(values: ClaimValues): readonly string[] {
  if (typeof values === 'string') return [values];
  return 'glob' in values ? [values.glob] : values;
}
