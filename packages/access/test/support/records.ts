import type { AccessRecord, AccessRule, AccessState, RuleRecord } from '@lading/core';

let count = 0;

/** The members that a store gives to a record. */
function record(): AccessRecord {
  count += 1;
  return { id: `id-${count}`, version: 1, createdAt: new Date(0), updatedAt: new Date(0) };
}

type Members<Kind extends keyof AccessState> = AccessState[Kind] extends readonly (infer One)[]
  ? Omit<One, keyof AccessRecord> & Partial<AccessRecord>
  : never;

/** A state of these records, with the members that a store adds. */
export function stateOf(given: {
  readonly version?: number;
  readonly stamp?: string;
  readonly now?: Date;
  readonly users?: readonly Members<'users'>[];
  readonly groups?: readonly Members<'groups'>[];
  readonly robots?: readonly Members<'robots'>[];
  readonly credentials?: readonly Members<'credentials'>[];
  readonly rules?: readonly (AccessRule & Partial<RuleRecord>)[];
  readonly trusts?: readonly Members<'trusts'>[];
}): AccessState {
  const complete = <One>(members: readonly One[] = []) => members.map((one) => ({ ...record(), ...one }));
  return {
    version: given.version ?? 1,
    stamp: given.stamp ?? 'stamp',
    now: given.now ?? new Date(),
    users: complete(given.users),
    groups: complete(given.groups),
    robots: complete(given.robots),
    credentials: complete(given.credentials),
    rules: complete(given.rules),
    trusts: complete(given.trusts),
  };
}
