import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  type AccessChange,
  type AccessState,
  type AccessStore,
  AccessStoreError,
  decorate,
  type GroupRecord,
  RegistryError,
  type RobotRecord,
  type UserRecord,
} from '@lading/core';
import { type WrongAccessStore, wrongChange, wrongStore } from './wrong-access-store.js';

/** More records than any case has. */
const everything = 100;

/** A store whose readers get another state. */
function wrongState(
  fault: string,
  caughtBy: readonly string[],
  show: (state: AccessState, store: AccessStore) => AccessState | Promise<AccessState>,
): WrongAccessStore {
  return wrongStore(fault, caughtBy, (store) => ({ readState: async () => show(await store.readState(), store) }));
}

export const wrongChanges: readonly WrongAccessStore[] = [
  wrongStore('does not give the result of a change', ['change/result'], (store) => ({
    change: async (work) => {
      await store.change(work);
      return undefined as never;
    },
  })),
  wrongChange('forgets the events of a change', ['change/all', 'audit/change', 'audit/order'], () => ({
    audit: () => undefined,
  })),
  wrongStore(
    'keeps what a failed change has done',
    ['change/nothing', 'change/uncaught-error', 'audit/change'],
    (store) => ({
      change: async (work) => {
        const failures: unknown[] = [];
        const result = await store.change((change) => work(change).catch((error) => void failures.push(error)));
        if (failures.length > 0) throw failures[0];
        return result as never;
      },
    }),
  ),
  wrongStore('ends a change at its first AccessStoreError', ['change/after-an-error'], (store) => ({
    change: (work) =>
      store.change(async (change) => {
        const failures: unknown[] = [];
        const insert: AccessChange['users']['insert'] = (record) =>
          change.users.insert(record).catch((error) => {
            failures.push(error);
            throw error;
          });
        const result = await work({ ...change, users: decorate(change.users, { insert }) });
        if (failures.length > 0) throw new AccessStoreError('TAKEN', 'current transaction is aborted');
        return result;
      }),
  })),
  wrongChange('shows a change the state before it', ['change/own-work', 'state/version'], (_, store) => ({
    readState: () => store.readState(),
  })),
  wrongStore('shows what an unfinished change has done', ['change/unfinished'], (store) => {
    const inserted = new Map<string, UserRecord>();
    return {
      change: (work) =>
        store.change((change) => {
          const { users } = change;
          const insert: typeof users.insert = async (record) => {
            const user = await users.insert(record);
            inserted.set(user.id, user);
            return user;
          };
          return work({ ...change, users: decorate(users, { insert }) });
        }),
      users: { find: async (id) => (await store.users.find(id)) ?? inserted.get(id) },
    };
  }),
  wrongStore('reads the state for a change before its turn', ['race/last-of-two'], (store) => ({
    change: async (work) => {
      const before = await store.readState();
      await nextTurn();
      return store.change((change) => work({ ...change, readState: async () => before }));
    },
  })),
  wrongStore('reads groups for a change before its turn', ['race/serial'], (store) => ({
    change: async (work) => {
      const before = (await store.groups.list({ limit: 100 })).items;
      await nextTurn();
      return store.change((change) => {
        const { groups } = change;
        const find: typeof groups.find = async (id) => before.find((group) => group.id === id);
        return work({ ...change, groups: decorate(groups, { find }) });
      });
    },
  })),
  wrongStore('cannot record the use of a credential during a change', ['race/use'], (store) => {
    let changes = 0;
    return {
      change: async (work) => {
        changes += 1;
        try {
          return await store.change(work);
        } finally {
          changes -= 1;
        }
      },
      credentials: {
        use: async (ids) => {
          if (changes > 0) throw new RegistryError('UNAVAILABLE', 'deadlock detected');
          await store.credentials.use(ids);
        },
      },
    };
  }),
];

export const wrongStates: readonly WrongAccessStore[] = [
  wrongState('has a user in the state before the first change', ['state/empty'], (state) => {
    const user = { id: '', version: 1, createdAt: state.now, updatedAt: state.now, name: 'admin', isDisabled: false };
    return state.version === 0 ? { ...state, users: [user] } : state;
  }),
  wrongState('shows hashes of passwords in the state', ['state/records', 'state/later'], async (state, store) => ({
    ...state,
    users: (await store.users.list({ limit: everything })).items,
  })),
  wrongState('has credentials in the state that are over', ['state/live', 'state/revoked'], async (state, store) => ({
    ...state,
    credentials: (await store.credentials.list({ limit: everything })).items,
  })),
  wrongState('gives every state the same version', ['state/version', 'state/unchanged'], (state) => ({
    ...state,
    version: 1,
  })),
  wrongStore('gives every change of one version the same stamp', ['state/stamp'], (store) => {
    const stamped = (state: AccessState) => ({ ...state, stamp: `stamp of ${state.version}` });
    return {
      change: (work) =>
        store.change((change) => work({ ...change, readState: async () => stamped(await change.readState()) })),
      readState: async () => stamped(await store.readState()),
    };
  }),
  wrongStore('counts a read of the state as a change', ['state/unchanged'], (store) => ({
    readState: async () => {
      await store.change(async () => undefined);
      return store.readState();
    },
  })),
  wrongStore('reads the state in parts', ['state/whole'], (store) => ({
    readState: async () => {
      const users = (await store.users.list({ limit: everything })).items;
      for (let wait = 0; wait < 10; wait++) await Promise.resolve();
      return { ...(await store.readState()), users };
    },
  })),
  wrongStore('reads only what is new, and misses what is gone', ['state/later'], (store) => {
    const groups = new Map<string, GroupRecord>();
    return {
      readState: async () => {
        const state = await store.readState();
        for (const group of state.groups) groups.set(group.id, group);
        return { ...state, groups: [...groups.values()].sort((one, other) => (one.name < other.name ? -1 : 1)) };
      },
    };
  }),
  wrongStore('reads only new records, and misses changes of old ones', ['state/later'], (store) => {
    const robots = new Map<string, RobotRecord>();
    return {
      readState: async () => {
        const state = await store.readState();
        for (const robot of state.robots) if (!robots.has(robot.id)) robots.set(robot.id, robot);
        return { ...state, robots: state.robots.map(({ id }) => robots.get(id) as RobotRecord) };
      },
    };
  }),
  wrongStore('keeps the state that an undone change has read', ['state/undone'], (store) => {
    let known: AccessState | undefined;
    return {
      change: (work) =>
        store.change((change) =>
          work({
            ...change,
            readState: async () => {
              known = await change.readState();
              return known;
            },
          }),
        ),
      readState: async () => {
        const state = await store.readState();
        return known !== undefined && known.version >= state.version ? known : state;
      },
    };
  }),
];

const hour = 3600_000;

export const wrongTimes: readonly WrongAccessStore[] = [
  wrongChange(
    'tells a change the time of a process whose clock is wrong',
    ['time/change', 'time/records'],
    (change) => ({
      now: new Date(change.now.getTime() - hour),
    }),
  ),
  wrongState('tells the time of a process whose clock is wrong with the state', ['time/state'], (state) => ({
    ...state,
    now: new Date(state.now.getTime() + hour),
  })),
  wrongStore('tells a change when it was asked for', ['time/turn'], (store) => ({
    change: async (work) => {
      const { now } = await store.signingKeys.read();
      return store.change((change) => work({ ...change, now }));
    },
  })),
  wrongStore('tells the time of the first read with each later state', ['time/state'], (store) => {
    let now: Date | undefined;
    return {
      readState: async () => {
        const state = await store.readState();
        now ??= state.now;
        await new Promise((resolve) => setTimeout(resolve, 2));
        return { ...state, now };
      },
    };
  }),
];

export const wrongWatches: readonly WrongAccessStore[] = [
  wrongStore('notices no change', ['watch/notice'], () => ({ watch: () => undefined })),
  wrongStore('notices changes for ever', ['watch/end', 'watch/ended'], (store) => ({
    watch: (onChange) => store.watch(onChange, new AbortController().signal),
  })),
];
