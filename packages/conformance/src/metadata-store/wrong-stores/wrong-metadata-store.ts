import { decorate, type MetadataStore } from '@lading/core';
import type { WrongStore } from '../../wrong-stores/wrong-store-cases.js';

/** Methods in place of those of a store. */
export type Replacements = {
  readonly [Member in keyof MetadataStore]?: MetadataStore[Member] extends object
    ? Partial<MetadataStore[Member]>
    : MetadataStore[Member];
};

/** A metadata store that is wrong on purpose. */
export type WrongMetadataStore = WrongStore<MetadataStore>;

/** @param replace gives the wrong methods, which may keep state and may call the right store */
export function wrongStore(
  fault: string,
  caughtBy: readonly string[],
  replace: (store: MetadataStore) => Replacements,
): WrongMetadataStore {
  return { fault, caughtBy, wrap: (store) => replaced(store, replace(store)) };
}

function replaced(store: MetadataStore, replacements: Replacements): MetadataStore {
  const members = Object.entries(replacements).map(([name, replacement]) => [
    name,
    typeof replacement === 'function' ? replacement : decorate(Reflect.get(store, name) as object, replacement),
  ]);
  return decorate(store, Object.fromEntries(members) as Partial<MetadataStore>);
}
