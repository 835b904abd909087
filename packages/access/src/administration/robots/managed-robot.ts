import type { RobotRecord } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import { AdministrationError } from '../administration-error.js';
import { notFound } from '../change/expectation.js';
import type { GrantedChange } from '../change/granted-change.js';

/** The robot of this name, if there is one. @throws AdministrationError `NOT_FOUND` if the actor does not manage it */
export function managedRobot(change: GrantedChange, name: string): RobotRecord | undefined {
  const found = change.state.robots.find((robot) => robot.name === name);
  if (found !== undefined && !change.rights.manages([found.namespace])) throw notFound(`robot ${name}`);
  if (found === undefined && !change.rights.isAdministratorOfPart) throw notFound(`robot ${name}`);
  return found;
}

/**
 * An actor who can sign in as a robot has the rights of the robot. Therefore it cannot create, enable or give a secret to a robot
 * that has rights beyond its own. Such rules may be older than the robot, or come from an administrator.
 * @throws AdministrationError `FORBIDDEN`
 */
export function requireNotBeyond(change: GrantedChange, name: string, files: AccessFiles): void {
  const rules = [...files.rules, ...change.state.rules].filter(
    ({ effect, who }) => effect === 'allow' && who.includes(`robot:${name}`),
  );
  if (!rules.every(({ what, where }) => change.rights.mayGive(what, where)))
    throw new AdministrationError('FORBIDDEN', `the robot ${name} has rights that you do not have`);
}
