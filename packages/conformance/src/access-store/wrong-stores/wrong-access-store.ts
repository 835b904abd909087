import { type AccessChange, type AccessStore, decorate } from '@lading/core';
import type { WrongStore } from '../../wrong-stores/wrong-store-cases.js';

/** Methods in place of those of a store. */
export type Replacements = {
  readonly [Member in keyof AccessStore]?: AccessStore[Member] extends (...parameters: never[]) => unknown
    ? AccessStore[Member]
    : Partial<AccessStore[Member]>;
};

/** An access store that is wrong on purpose. */
export type WrongAccessStore = WrongStore<AccessStore>;

/** @param replace gives the wrong methods, which may keep state and may call the right store */
export function wrongStore(
  fault: string,
  caughtBy: readonly string[],
  replace: (store: AccessStore) => Replacements,
): WrongAccessStore {
  return { fault, caughtBy, wrap: (store) => replaced(store, replace(store)) };
}

/** A store whose changes have wrong members. */
export function wrongChange(
  fault: string,
  caughtBy: readonly string[],
  replace: (change: AccessChange, store: AccessStore) => Partial<AccessChange>,
): WrongAccessStore {
  return wrongStore(fault, caughtBy, (store) => ({
    change: (work) => store.change((change) => work({ ...change, ...replace(change, store) })),
  }));
}

function replaced(store: AccessStore, replacements: Replacements): AccessStore {
  const members = Object.entries(replacements).map(([name, replacement]) => [
    name,
    typeof replacement === 'function' ? replacement : decorate(Reflect.get(store, name) as object, replacement),
  ]);
  return decorate(store, Object.fromEntries(members) as Partial<AccessStore>);
}
