import { credentialEntity } from './credential.js';
import { groupEntity } from './group.js';
import { robotEntity } from './robot.js';
import { ruleEntity } from './rule.js';
import { trustEntity } from './trust.js';
import { userEntity } from './user.js';

export { credentialEntity, groupEntity, robotEntity, ruleEntity, trustEntity, userEntity };

/** Records that people edit and that are seldom read. TypeORM's repositories store them. */
export const accessEntities = [
  userEntity,
  groupEntity,
  robotEntity,
  credentialEntity,
  ruleEntity,
  trustEntity,
] as const;
