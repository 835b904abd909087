import { requirementGroups } from '../requirement/index.js';
import type { Requirement } from '../requirement/requirement.js';

const requirements = new Map(
  requirementGroups.flatMap((group) => group.requirements).map((requirement) => [requirement.id, requirement]),
);

/** The requirement with this id. */
export function requirementOf(id: string): Requirement | undefined {
  return requirements.get(id);
}
