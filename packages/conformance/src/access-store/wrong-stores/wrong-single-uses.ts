import { type WrongAccessStore, wrongStore } from './wrong-access-store.js';

export const wrongSingleUses: readonly WrongAccessStore[] = [
  wrongStore('accepts a value any number of times', ['single-use/once', 'race/single-use'], () => ({
    singleUses: { use: async () => true },
  })),
  wrongStore('checks whether a value was used before it records the use', ['race/single-use'], (store) => {
    const used = new Set<string>();
    return {
      singleUses: {
        use: async (value, lifeSeconds) => {
          if (used.has(value)) return store.singleUses.use(value, lifeSeconds);
          await store.singleUses.use(value, lifeSeconds);
          used.add(value);
          return true;
        },
      },
    };
  }),
  wrongStore('keeps a used value for ever', ['single-use/life'], (store) => ({
    singleUses: { use: (value, lifeSeconds) => store.singleUses.use(value, lifeSeconds * 1000) },
  })),
  wrongStore('forgets all used values', ['single-use/maintain'], (store) => {
    let maintained = 0;
    return {
      singleUses: {
        use: (value, lifeSeconds) => store.singleUses.use(`${value} ${maintained}`, lifeSeconds),
        maintain: async () => {
          maintained += 1;
        },
      },
    };
  }),
  wrongStore('forgets a used value too early', ['single-use/once'], (store) => ({
    singleUses: { use: (value, lifeSeconds) => store.singleUses.use(value, lifeSeconds / 2) },
  })),
];
