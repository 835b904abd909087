import { nearestName, type Subject } from '@lading/core';
import type { PolicyRule } from './policy-rule.js';
import type { PolicyWarning } from './policy-warnings.js';

/** The existing names of each kind. If a kind is absent, its names are not known. */
interface KnownNames {
  readonly user?: ReadonlySet<string> | undefined;
  readonly group?: ReadonlySet<string> | undefined;
  readonly robot?: ReadonlySet<string> | undefined;
}

/**
 * Finds rules for users, groups and robots that do not exist. This is not an error, because a rule may be older than its user.
 * @param absent the end of each message, such as `the file does not have`
 */
export function nameWarnings(
  rules: readonly PolicyRule[],
  known: KnownNames,
  absent: string,
): readonly PolicyWarning[] {
  return rules.flatMap(({ id, who }) =>
    who.flatMap((subject) => {
      const { kind, name, names } = readSubject(subject, known);
      if (names === undefined || names.has(name)) return [];
      const near = nearestName(name, [...names]);
      const hint = near === undefined ? '' : `; did you mean ${kind}:${near}?`;
      return [{ rule: id, message: `the rule names ${subject}, which ${absent}${hint}` }];
    }),
  );
}

function readSubject(subject: Subject, known: KnownNames) {
  const kind = subject.slice(0, Math.max(subject.indexOf(':'), 0));
  const names = kind === 'user' || kind === 'group' || kind === 'robot' ? known[kind] : undefined;
  return { kind, name: subject.slice(kind.length + 1), names };
}
