import { apiRequirements } from './api-requirements.js';
import { badInputRequirements } from './bad-input-requirements.js';
import { practiceRequirements } from './practice-requirements.js';
import { pullRequirements } from './pull-requirements.js';
import { pushRequirements } from './push-requirements.js';
import type { RequirementGroup } from './requirement.js';

export type { Requirement, RequirementGroup, RequirementLevel } from './requirement.js';

/** What a registry has to do, in groups: by the specification, by what clients need, and by what attackers send. */
export const requirementGroups: readonly RequirementGroup[] = [
  ...apiRequirements,
  ...pullRequirements,
  ...pushRequirements,
  ...practiceRequirements,
  ...badInputRequirements,
];
