import type { AccessStore, Page, RecordsRequest, RobotRecord } from '@lading/core';
import { accountName } from '../../account-name.js';
import type { AccessFiles } from '../../live/access-files.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import type { Changes } from '../change/changes.js';
import { type Expectation, notFound, requireExpected, type Written } from '../change/expectation.js';
import { forgetSubject } from '../change/forget-subject.js';
import { putRecord } from '../change/put-record.js';
import { type RobotInput, robotInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { visiblePage } from '../page/visible-page.js';
import { managedRobot, requireNotBeyond } from './managed-robot.js';

interface RobotAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  readonly files: () => AccessFiles;
}

/** Accounts for programs. An actor with the right `admin` on the namespace of a robot manages it. */
export class RobotAdministration {
  constructor(private readonly options: RobotAdministrationOptions) {}

  /** Those that the actor manages. */
  async list(context: AdministrationContext, request: RecordsRequest): Promise<Page<RobotRecord>> {
    const rights = await this.options.changes.rightsOf(context);
    if (!rights.isAdministratorOfPart) return { items: [], hasMore: false };
    const isVisible = ({ namespace }: RobotRecord) => rights.manages([namespace]);
    return visiblePage(this.options.store.robots, request, { isVisible, keyOf: ({ name }) => name });
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async get(context: AdministrationContext, name: string): Promise<RobotRecord> {
    const rights = await this.options.changes.rightsOf(context);
    const found = await this.options.store.robots.findByName(name);
    if (found === undefined || !rights.manages([found.namespace])) throw notFound(`robot ${name}`);
    return found;
  }

  /** Creates a robot without a secret, or replaces the record of one. @throws AdministrationError */
  async put(
    context: AdministrationContext,
    name: string,
    input: RobotInput,
    expected?: Expectation,
  ): Promise<Written<RobotRecord>> {
    const values = parseInput(robotInput, input);
    return this.options.changes.make(context, async (change) => {
      const found = managedRobot(change, name);
      requireExpected(found, expected, `the robot ${name}`);
      if (found === undefined) parseInput(accountName, name);
      if (!change.rights.manages([values.namespace]))
        throw new AdministrationError(
          'FORBIDDEN',
          `you need the right "admin" on all of ${values.namespace}`,
          'namespace',
        );
      requireNotBeyond(change, name, this.options.files());
      const notBefore = values.isDisabled && found?.isDisabled === false ? change.now : found?.notBefore;
      const kind = { kind: 'robot', records: change.records.robots };
      return putRecord(change, kind, { found, values: { ...values, name, notBefore } });
    });
  }

  /** Deletes a robot with its secrets, and removes it from rules. @throws AdministrationError */
  async delete(context: AdministrationContext, name: string, expected?: Expectation): Promise<void> {
    return this.options.changes.make(context, async (change) => {
      const found = managedRobot(change, name);
      requireExpected(found, expected ?? 'present', `the robot ${name}`);
      if (found === undefined) return;
      await forgetSubject(change, 'robot', name);
      await change.records.robots.delete(found.id);
      change.audit('robot.deleted', name);
    });
  }
}
