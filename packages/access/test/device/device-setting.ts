import { randomBytes } from 'node:crypto';
import type { AuditEntry } from '@lading/core';
import { MemoryAccessStore } from '@lading/storage';
import { createAccess, operator } from '../../src/index.js';

const ofDevice = { address: '192.0.2.7', userAgent: 'lading/1.0' };
const ofBrowser = { address: '198.51.100.1', userAgent: 'Firefox' };

/** Access control on a store in memory whose clock the test sets. `ann` is a user, and so is `ben`. */
export async function deviceSetting() {
  let now = Date.now();
  const store = new MemoryAccessStore({ now: () => now });
  const access = await createAccess({
    store,
    tokens: { service: 'registry.test', issuer: 'https://registry.test', sealingKeys: [randomBytes(32)] },
  });
  for (const user of ['ann', 'ben']) await access.administration.users.put(operator, user, {});
  return {
    access,
    store,
    begin: (more: { device?: string; address?: string } = {}) =>
      access.devices.begin({
        device: more.device ?? 'laptop',
        client: { ...ofDevice, ...(more.address !== undefined && { address: more.address }) },
      }),
    poll: (deviceCode: string) => access.devices.poll({ deviceCode, client: ofDevice }),
    /** A user in a browser who signed in the given number of seconds ago. */
    as: (name: string, { secondsAgo = 0, address = ofBrowser.address } = {}) => ({
      identity: { kind: 'user' as const, name },
      client: { ...ofBrowser, address },
      session: { id: 'a session', signedInAt: new Date(now - secondsAgo * 1000) },
    }),
    async advance(seconds: number) {
      now += seconds * 1000;
      await access.live.refresh();
    },
    async audit(): Promise<readonly AuditEntry[]> {
      await access.audit.flush();
      return (await store.audit.read({ limit: 100 })).items;
    },
    close: () => access.close(),
  };
}

export type DeviceSetting = Awaited<ReturnType<typeof deviceSetting>>;

/** Begins a request that is not limited. */
export async function begun(setting: DeviceSetting, more: Parameters<DeviceSetting['begin']>[0] = {}) {
  const answer = await setting.begin(more);
  if (answer.outcome !== 'begun') throw new Error(answer.outcome);
  return answer;
}
