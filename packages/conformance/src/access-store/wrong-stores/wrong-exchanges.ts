import type { ExchangedSecret } from '@lading/core';
import { type WrongAccessStore, wrongStore } from './wrong-access-store.js';

export const wrongExchanges: readonly WrongAccessStore[] = [
  wrongStore('gives an exchanged secret the life of its token', ['exchange/create', 'exchange/life'], (store) => ({
    exchanges: { create: (secret) => store.exchanges.create({ ...secret, lifeSeconds: secret.tokenSeconds }) },
  })),
  wrongStore('stores a secret for each exchange of a token', ['exchange/once', 'race/exchange'], (store) => {
    let exchanges = 0;
    return {
      exchanges: {
        create: async (secret) => {
          exchanges += 1;
          const created = await store.exchanges.create({ ...secret, tokenHash: `${secret.tokenHash} ${exchanges}` });
          return created && { ...created, tokenHash: secret.tokenHash };
        },
      },
    };
  }),
  wrongStore('looks for the token before it stores a secret', ['race/exchange'], (store) => {
    const used = new Set<string>();
    let exchanges = 0;
    return {
      exchanges: {
        create: async (secret) => {
          if (used.has(secret.tokenHash)) return store.exchanges.create(secret);
          exchanges += 1;
          const place = exchanges;
          const created = await store.exchanges.create({ ...secret, tokenHash: `${secret.tokenHash} ${place}` });
          await store.exchanges.create({ ...secret, secretHash: `${secret.secretHash} ${place}` });
          used.add(secret.tokenHash);
          return created && { ...created, tokenHash: secret.tokenHash };
        },
      },
    };
  }),
  wrongStore('finds exchanged secrets that have expired', ['exchange/life'], (store) => {
    const known = new Map<string, ExchangedSecret>();
    return {
      exchanges: {
        create: async (secret) => {
          const created = await store.exchanges.create(secret);
          if (created !== undefined) known.set(created.secretHash, created);
          return created;
        },
        find: async (secretHash) => known.get(secretHash) ?? store.exchanges.find(secretHash),
      },
    };
  }),
  wrongStore('forgets a token when its secret has expired', ['exchange/maintain'], (store) => ({
    exchanges: { create: (secret) => store.exchanges.create({ ...secret, tokenSeconds: 0 }) },
  })),
  wrongStore('keeps exchanged secrets for ever', ['exchange/maintain'], () => ({
    exchanges: { maintain: async () => undefined },
  })),
];
