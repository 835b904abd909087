import type { AccessStore } from '@lading/core';
import type { AccessFiles } from '../../live/access-files.js';
import type { AdministrationContext } from '../administration-context.js';
import { AdministrationError } from '../administration-error.js';
import type { Changes } from '../change/changes.js';
import { notFound } from '../change/expectation.js';
import { type CredentialInput, credentialInput } from '../input/inputs.js';
import { parseInput } from '../input/parse-input.js';
import { managedRobot, requireNotBeyond } from '../robots/managed-robot.js';
import { type Credential, credentialOf, type NewCredential } from './credential.js';
import { makeCredential, type NewSecret, revokeCredential } from './make-credential.js';

interface RobotSecretsOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
  readonly files: () => AccessFiles;
  readonly createSecret: () => NewSecret;
}

/** A robot has two secrets while one replaces the other. */
const maximumLive = 2;

/** Secrets of robots. An actor who manages a robot manages its secrets. */
export class RobotSecrets {
  constructor(private readonly options: RobotSecretsOptions) {}

  /** All secrets of a robot, also those that are revoked or expired. @throws AdministrationError `NOT_FOUND` */
  async list(context: AdministrationContext, robot: string): Promise<readonly Credential[]> {
    const rights = await this.options.changes.rightsOf(context);
    const found = await this.options.store.robots.findByName(robot);
    if (found === undefined || !rights.manages([found.namespace])) throw notFound(`robot ${robot}`);
    return (await this.options.store.credentials.listOf({ kind: 'robot', name: robot })).map(credentialOf);
  }

  /** @throws AdministrationError `LIMIT` if the robot has two live secrets */
  async create(context: AdministrationContext, robot: string, input: CredentialInput): Promise<NewCredential> {
    const values = parseInput(credentialInput, input);
    const { changes, files, createSecret } = this.options;
    return changes.makeAfterSignIn(context, async (change) => {
      if (managedRobot(change, robot) === undefined) throw notFound(`robot ${robot}`);
      requireNotBeyond(change, robot, files());
      const live = change.state.credentials.filter(({ owner }) => owner.kind === 'robot' && owner.name === robot);
      if (live.length >= maximumLive)
        throw new AdministrationError('LIMIT', `the robot ${robot} has two secrets: revoke one first`);
      const owner = { kind: 'robot', name: robot } as const;
      return makeCredential(change, { owner, values, secret: createSecret() });
    });
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async revoke(context: AdministrationContext, robot: string, id: string): Promise<void> {
    return this.options.changes.make(context, async (change) => {
      const isManaged = managedRobot(change, robot) !== undefined;
      const record = await change.records.credentials.find(id);
      if (!isManaged || record?.owner.kind !== 'robot' || record.owner.name !== robot) throw notFound(`secret ${id}`);
      await revokeCredential(change, record);
    });
  }
}
