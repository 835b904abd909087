import assert from 'node:assert/strict';
import type { ConformanceCase } from '../case.js';
import type { Fixture } from '../run/run-case.js';

/** A store that is wrong on purpose. */
export interface WrongStore<Store> {
  /** Its fault: the end of a sentence that starts with "a store that". */
  readonly fault: string;
  /** The cases that must fail for it, without the prefix of their port. */
  readonly caughtBy: readonly string[];
  /** Makes the wrong store from a right one. */
  wrap(store: Store): Store;
}

/** The members that the fixtures of all kinds of stores have. */
interface StoreFixture<Store> extends Fixture {
  readonly subject: Store;
  advance(seconds: number): Promise<void>;
  settled?(): Promise<void>;
  reopen?(): Promise<Store>;
}

export interface WrongStores<Store, Context> {
  /** The prefix of the ids of the cases, such as `metadata-store`. */
  readonly port: string;
  readonly cases: readonly ConformanceCase<Context>[];
  readonly stores: readonly WrongStore<Store>[];
  /** The members of a fixture that are as with a right store. */
  readonly keep: (fixture: Context) => Omit<Context, keyof StoreFixture<Store>>;
  /** Whether a store may reject with an error. */
  readonly isErrorOfStore: (error: unknown) => boolean;
}

/** Makes a case for each wrong store and each case that must notice it. */
export function wrongStoreCases<Store, Context extends StoreFixture<Store>>(
  wrongStores: WrongStores<Store, Context>,
): readonly ConformanceCase<Context>[] {
  return wrongStores.stores.flatMap((wrong) => wrong.caughtBy.map((id) => caseOf(wrongStores, wrong, id)));
}

function caseOf<Store, Context extends StoreFixture<Store>>(
  { port, cases, keep, isErrorOfStore }: WrongStores<Store, Context>,
  { fault, wrap }: WrongStore<Store>,
  id: string,
): ConformanceCase<Context> {
  const noticing = cases.find((oneCase) => oneCase.id === `${port}/${id}`);
  if (noticing === undefined) throw new Error(`there is no case ${id}, which should notice a store that ${fault}`);
  return {
    id: noticing.id,
    title: `notices a store that ${fault}`,
    requirements: [],
    run: (fixture) =>
      expectFailure(noticing.run({ ...keep(fixture), ...wrapped(fixture, wrap) } as Context), isErrorOfStore),
  };
}

function wrapped<Store>(fixture: StoreFixture<Store>, wrap: WrongStore<Store>['wrap']): StoreFixture<Store> {
  return {
    subject: wrap(fixture.subject),
    advance: (seconds) => fixture.advance(seconds),
    ...(fixture.settled && { settled: async () => fixture.settled?.() }),
    ...(fixture.reopen && { reopen: async () => wrap((await fixture.reopen?.()) ?? fixture.subject) }),
  };
}

/** A case fails with an assertion or with an error of the store. Any other error is a mistake in the wrong store. */
async function expectFailure(running: Promise<void>, isErrorOfStore: (error: unknown) => boolean): Promise<void> {
  const error: unknown = await running.then(
    () => assert.fail('the case passes'),
    (reason) => reason,
  );
  if (!(error instanceof assert.AssertionError) && !isErrorOfStore(error)) throw error;
}
