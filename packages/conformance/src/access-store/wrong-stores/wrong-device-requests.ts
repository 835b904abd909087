import type { DeviceRequest } from '@lading/core';
import { type WrongAccessStore, wrongStore } from './wrong-access-store.js';

export const wrongDeviceRequests: readonly WrongAccessStore[] = [
  wrongStore('finds a request of a device by its device code too', ['device/create'], (store) => {
    const known = new Map<string, DeviceRequest>();
    return {
      deviceRequests: {
        create: async (request) => {
          const created = await store.deviceRequests.create(request);
          if (created !== undefined) known.set(created.deviceCodeHash, created);
          return created;
        },
        find: async (userCodeHash) => (await store.deviceRequests.find(userCodeHash)) ?? known.get(userCodeHash),
      },
    };
  }),
  wrongStore('lets a device wait whose request was denied', ['device/denied'], (store) => ({
    deviceRequests: {
      poll: async (deviceCodeHash, slowerSeconds) => {
        const polled = await store.deviceRequests.poll(deviceCodeHash, slowerSeconds);
        return polled?.outcome === 'denied' ? { ...polled, outcome: 'pending' } : polled;
      },
    },
  })),
  wrongStore('stores any number of requests of devices', ['device/limits'], (store) => ({
    deviceRequests: {
      create: (request) => store.deviceRequests.create({ ...request, most: { ofNetwork: 1000, inAll: 1000 } }),
    },
  })),
  wrongStore('limits only the requests of all devices', ['device/limits'], (store) => ({
    deviceRequests: {
      create: (request) => store.deviceRequests.create({ ...request, most: { ...request.most, ofNetwork: 1000 } }),
    },
  })),
  wrongStore('stores two requests with one user code', ['device/codes'], (store) => {
    let requests = 0;
    return {
      deviceRequests: {
        create: async (request) => {
          const created = await store.deviceRequests.create(request);
          if (created !== undefined) return created;
          requests += 1;
          return store.deviceRequests.create({ ...request, userCodeHash: `${request.userCodeHash} ${requests}` });
        },
      },
    };
  }),
  wrongStore('never asks a device to slow down', ['device/slow-down'], (store) => ({
    deviceRequests: {
      poll: async (deviceCodeHash, slowerSeconds) => {
        const polled = await store.deviceRequests.poll(deviceCodeHash, slowerSeconds);
        return polled?.outcome === 'too-fast'
          ? { ...polled, outcome: polled.request.decision?.outcome ?? 'pending' }
          : polled;
      },
    },
  })),
  wrongStore('does not make the interval of a fast device longer', ['device/slow-down'], (store) => ({
    deviceRequests: { poll: (deviceCodeHash) => store.deviceRequests.poll(deviceCodeHash, 0) },
  })),
  wrongStore('gives an approved request to each poll', ['device/once', 'race/device'], (store) => {
    const approved = new Map<string, DeviceRequest>();
    return {
      deviceRequests: {
        decide: async (userCodeHash, decision) => {
          const request = await store.deviceRequests.decide(userCodeHash, decision);
          if (request?.decision?.outcome === 'approved') approved.set(request.deviceCodeHash, request);
          return request;
        },
        poll: async (deviceCodeHash, slowerSeconds) => {
          const request = approved.get(deviceCodeHash);
          if (request === undefined) return store.deviceRequests.poll(deviceCodeHash, slowerSeconds);
          return { outcome: 'approved', request };
        },
      },
    };
  }),
  wrongStore('lets the last decision count', ['device/decide', 'race/device-decision'], (store) => {
    const decided = new Map<string, DeviceRequest>();
    return {
      deviceRequests: {
        decide: async (userCodeHash, decision) => {
          const first = await store.deviceRequests.decide(userCodeHash, decision);
          const request = first ?? decided.get(userCodeHash);
          if (request === undefined) return undefined;
          decided.set(userCodeHash, request);
          return { ...request, decision: { ...decision, at: request.createdAt } };
        },
      },
    };
  }),
  wrongStore('approves requests that have expired', ['device/life'], (store) => {
    const known = new Map<string, DeviceRequest>();
    return {
      deviceRequests: {
        create: async (request) => {
          const created = await store.deviceRequests.create(request);
          if (created !== undefined) known.set(created.userCodeHash, created);
          return created;
        },
        decide: async (userCodeHash, decision) =>
          (await store.deviceRequests.decide(userCodeHash, decision)) ?? known.get(userCodeHash),
      },
    };
  }),
  wrongStore('keeps requests of devices for ever', ['device/maintain'], () => ({
    deviceRequests: { maintain: async () => undefined },
  })),
  wrongStore('deletes requests of devices as soon as they expire', ['device/maintain'], (store) => ({
    deviceRequests: { maintain: () => store.deviceRequests.maintain(0) },
  })),
];
