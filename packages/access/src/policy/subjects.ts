import type { Identity, Subject } from '@lading/core';

/** The subjects of rules that an identity is. */
export function subjectsOf(identity: Identity): readonly Subject[] {
  if (identity.kind === 'anonymous') return ['anonymous'];
  const groups = (identity.groups ?? []).map((name) => `group:${name}` as const);
  if (identity.kind === 'system') return ['authenticated', ...groups];
  return ['authenticated', `${identity.kind}:${identity.name}`, ...groups];
}
