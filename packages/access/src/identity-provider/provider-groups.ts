import { type Claims, claimOf } from '../trust-rule/claim.js';
import type { IdentityProvider } from './identity-provider.js';

const mostGroups = 1000;
/** The form of a name after `group:` in rules, short enough for the name of the provider in front. */
const groupForm = /^[^\s\p{C}]{1,200}$/u;

/** The groups of the registry that the claims of a person give, in alphabetical order. */
export function providerGroupsOf(
  { name, groups, groupsClaim }: Pick<IdentityProvider, 'name' | 'groups' | 'groupsClaim'>,
  claims: Claims,
): readonly string[] {
  const given = listOf(claimOf(claims, groupsClaim));
  const taken = given.flatMap((group) => {
    if (groups !== undefined) return Object.hasOwn(groups, group) ? [groups[group] as string] : [];
    return groupForm.test(group) ? [inProvider(name, group)] : [];
  });
  return [...new Set(taken)].sort().slice(0, mostGroups);
}

/** Puts the name of the provider before a group. Groups of the database have no colon, so none of them has such a name. */
function inProvider(provider: string, group: string): string {
  return `${provider}:${group}`;
}

/** Whether a provider may give this group to people. */
export function isGroupOfProvider({ name, groups }: Pick<IdentityProvider, 'name' | 'groups'>, group: string): boolean {
  return groups === undefined ? group.startsWith(inProvider(name, '')) : Object.values(groups).includes(group);
}

function listOf(claim: unknown): readonly string[] {
  const items: readonly unknown[] = Array.isArray(claim) ? claim : [claim];
  return items.filter((item) => typeof item === 'string');
}
