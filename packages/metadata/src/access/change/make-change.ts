import type { AccessChange, AccessState, AuditEvent } from '@lading/core';
import type { EntityManager } from 'typeorm';
import { ForeignError } from '../../connection/foreign-error.js';
import { appendInChange } from '../audit/append.js';
import { credentialEntity, groupEntity, robotEntity, ruleEntity, trustEntity, userEntity } from '../entities/index.js';
import { keptChanges } from '../state/kept-changes.js';
import { ChangeSteps } from './change-steps.js';
import { PostgresChangeableRecords, type RunningChange } from './changeable-records.js';

/** The parts of the store that a change uses. */
export interface ChangeParts {
  /** Puts the schema into a statement. */
  readonly qualify: (text: string) => string;
  /** The channel of the notices. */
  readonly channel: string;
  /** Reads the state as the transaction sees it. */
  readonly readState: (manager: EntityManager) => Promise<AccessState>;
}

/**
 * Counts and stamps the change, and forgets old stamps. It first waits for a change that is being made on any replica, and returns
 * the time after this wait.
 */
const count = `WITH counted AS (
    UPDATE {access_version} SET version = version + 1, stamp = gen_random_uuid() RETURNING version, stamp
  ), forgotten AS (
    DELETE FROM {access_stamps} WHERE change < (SELECT version FROM counted) - ${keptChanges}
  ), kept AS (
    INSERT INTO {access_stamps} (change, stamp) SELECT version, stamp FROM counted
    ON CONFLICT (change) DO UPDATE SET stamp = excluded.stamp
  )
  SELECT version::float8, clock_timestamp() AS now FROM counted`;

/** Makes a change in a transaction: `work`, then its entries in the audit, and a notice to all replicas. */
export async function makeChange<Result>(
  manager: EntityManager,
  { qualify, channel, readState }: ChangeParts,
  work: (change: AccessChange) => Promise<Result>,
): Promise<Result> {
  const [counted] = await manager.query(qualify(count));
  const steps = new ChangeSteps();
  const events: AuditEvent[] = [];
  const running = { manager, qualify, steps, version: counted.version, now: counted.now };
  const change = changeOf(running, readState, events);
  const result = await run(() => work(change), steps);
  await appendInChange(manager, qualify, events);
  await manager.query(`SELECT pg_notify($1, '')`, [channel]);
  return result;
}

async function run<Result>(work: () => Promise<Result>, steps: ChangeSteps): Promise<Result> {
  try {
    const result = await work();
    await steps.end();
    return result;
  } catch (error) {
    await steps.end();
    throw new ForeignError(error);
  }
}

function changeOf(running: RunningChange, readState: ChangeParts['readState'], events: AuditEvent[]): AccessChange {
  const { manager, steps, now } = running;
  return {
    now,
    users: new PostgresChangeableRecords(running, { entity: userEntity, unique: ['name', 'identity'] }),
    groups: new PostgresChangeableRecords(running, { entity: groupEntity, unique: ['name'] }),
    robots: new PostgresChangeableRecords(running, { entity: robotEntity, unique: ['name'] }),
    credentials: new PostgresChangeableRecords(running, {
      entity: credentialEntity,
      unique: ['secretHash'],
      kept: ['lastUsedAt'],
    }),
    rules: new PostgresChangeableRecords(running, { entity: ruleEntity }),
    trusts: new PostgresChangeableRecords(running, { entity: trustEntity }),
    readState: () => steps.run(async () => ({ ...(await readState(manager)), now })),
    audit: (event) => void events.push(event),
  };
}
