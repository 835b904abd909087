import { createHash, randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { SigningKey } from '@lading/core';
import { StoreClock } from '../src/clock/store-clock.js';
import { KeyRing } from '../src/signing-key/key-ring.js';
import { SealingKeys } from '../src/signing-key/sealing-keys.js';
import { storeInMemory } from './support/store-in-memory.js';
import { sealingKey, startTokenService, stopTokenServices } from './support/token-service.js';

const alice = { identity: { kind: 'user', name: 'alice' }, address: '127.0.0.1', scopes: [] } as const;
const minute = 60;
const day = 24 * 60 * minute;

afterEach(stopTokenServices);

/** Processes that share a store. */
async function startProcesses(count: number) {
  const { store, advance } = storeInMemory();
  const processes = await Promise.all(Array.from({ length: count }, () => startTokenService({ store })));
  const readAll = () => Promise.all(processes.map(({ keys }) => keys.read()));
  return { store, advance, processes, readAll };
}

type Process = Awaited<ReturnType<typeof startTokenService>>;
const tokenOf = async ({ tokens }: Process) => (await tokens.issue(alice)).token;
const outcomeOf = async ({ tokens }: Process, token: string) => (await tokens.verify(token)).outcome;
const signerOf = ({ keys }: Process) => keys.signer().kid;

describe('the signing keys of a token service', () => {
  it('begin with one that signs at once, although several processes start together', async () => {
    const { store, processes } = await startProcesses(3);
    const { keys, now } = await store.signingKeys.read();
    expect(keys).toHaveLength(1);
    expect(+(keys[0] as SigningKey).activateAt).toBeLessThanOrEqual(+now);
    expect(new Set(processes.map(signerOf)).size).toBe(1);
  });

  it('[A47] take turns, and a retired key is valid to its end', async () => {
    const { advance, processes, readAll } = await startProcesses(1);
    const [process] = processes as [Process];
    const first = signerOf(process);
    advance(30 * day - 15 * minute);
    await process.keys.task.run(new AbortController().signal);
    expect(process.keys.list()).toHaveLength(2);
    expect(signerOf(process)).toBe(first);
    const before = await tokenOf(process);
    advance(11 * minute);
    await readAll();
    expect(signerOf(process)).not.toBe(first);
    expect(await outcomeOf(process, before)).toBe('valid');
    advance(18 * minute);
    await readAll();
    expect(await outcomeOf(process, before)).toBe('valid');
    advance(2 * minute);
    await readAll();
    expect(await outcomeOf(process, before)).toBe('invalid');
    advance(day);
    await process.keys.task.run(new AbortController().signal);
    expect(process.keys.list().map(({ kid }) => kid)).not.toContain(first);
  });

  it('are made anew when no process has run for long', async () => {
    const { store, advance } = await startProcesses(1);
    advance(100 * day);
    const later = await startTokenService({ store });
    expect(await outcomeOf(later, await tokenOf(later))).toBe('valid');
  });

  it('[A48] change while three processes issue and verify tokens, and none is refused', async () => {
    const { advance, processes } = await startProcesses(3);
    const [first] = processes as [Process];
    const signers = new Set<string>();
    const outcomes: string[] = [];
    for (let half = 0; half < 100; half += 1) {
      if (half % 30 === 10) await first.keys.rotate();
      advance(30);
      for (const reader of processes) {
        const tokens = await Promise.all(processes.map(tokenOf));
        for (const each of processes)
          outcomes.push(...(await Promise.all(tokens.map((token) => outcomeOf(each, token)))));
        for (const each of processes) signers.add(signerOf(each));
        await reader.keys.read();
      }
    }
    expect(signers.size).toBe(4);
    expect(outcomes.filter((outcome) => outcome !== 'valid')).toEqual([]);
    expect(outcomes).toHaveLength(100 * 3 * 9);
  });

  it('are made when they are due also by a process that runs no tasks', async () => {
    const { store, advance } = storeInMemory();
    const problems: string[] = [];
    const onProblem = (message: string) => void problems.push(message);
    const options = {
      store: store.signingKeys,
      clock: new StoreClock(),
      sealingKeys: [sealingKey],
      signSeconds: 30 * day,
      onProblem,
    };
    const ring = await KeyRing.open({ ...options, readEverySeconds: 0.01 });
    const first = ring.signer().kid;
    advance(30 * day - 15 * minute);
    for (let tries = 0; ring.list().length < 2 && tries < 300; tries += 1) await sleep(10);
    advance(16 * minute);
    for (let tries = 0; ring.now() < (ring.list()[1]?.activateAt as Date) && tries < 300; tries += 1) await sleep(10);
    ring.close();
    expect(ring.signer().kid).not.toBe(first);
    expect(ring.list()).toHaveLength(2);
    expect(problems).toEqual([]);
  });

  it('are read for an unknown key, but at most every 5 s', async () => {
    const { store, advance } = storeInMemory();
    const read = store.signingKeys.read.bind(store.signingKeys);
    let reads = 0;
    store.signingKeys.read = () => {
      reads += 1;
      return read();
    };
    const { keys } = await startTokenService({ store });
    const other = await startTokenService({ store });
    await other.keys.drop(signerOf(other));
    reads = 0;
    expect(await keys.findInStore(signerOf(other))).toBeDefined();
    for (const kid of ['a', 'b', 'c']) expect(await keys.findInStore(kid)).toBeUndefined();
    expect(reads).toBe(1);
    advance(6);
    await keys.read();
    await Promise.all(['a', 'b', 'c'].map((kid) => keys.findInStore(kid)));
    expect(reads).toBe(3);
  });

  it('can be dropped: their tokens are refused, and another key signs at once', async () => {
    const { processes, readAll } = await startProcesses(2);
    const [first, second] = processes as [Process, Process];
    const before = await tokenOf(first);
    for (const each of processes) expect(await outcomeOf(each, before)).toBe('valid');
    await first.keys.rotate();
    expect(await first.keys.drop(signerOf(first))).toBe(true);
    expect(await first.keys.drop('unknown')).toBe(false);
    expect(await outcomeOf(first, before)).toBe('invalid');
    expect(await outcomeOf(second, await tokenOf(first))).toBe('valid');
    await readAll();
    expect(await outcomeOf(second, before)).toBe('invalid');
  });

  it('remain when the store cannot be read', async () => {
    const { store } = storeInMemory();
    const process = await startTokenService({ store });
    const token = await tokenOf(process);
    store.signingKeys.read = () => Promise.reject(new Error('the store is away'));
    await expect(process.keys.read()).rejects.toThrow('the store is away');
    expect(await outcomeOf(process, token)).toBe('valid');
    expect(await outcomeOf(process, await tokenOf(process))).toBe('valid');
  });

  it('[A49] are published without a private member, also those that will sign', async () => {
    const { processes } = await startProcesses(1);
    const [process] = processes as [Process];
    await process.keys.rotate();
    const { keys } = await process.tokens.publicKeys();
    expect(keys).toHaveLength(2);
    for (const key of keys) {
      expect(Object.keys(key).sort()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x', 'y']);
      expect(key).toMatchObject({ alg: 'ES256', crv: 'P-256', kty: 'EC', use: 'sig' });
      const thumbprint = JSON.stringify({ crv: key.crv, kty: key.kty, x: key.x, y: key.y });
      expect(key.kid).toBe(createHash('sha256').update(thumbprint).digest('base64url'));
    }
  });
});

describe('sealing keys', () => {
  it('[A118] leave nothing of a private key in the store', async () => {
    const { store } = await startProcesses(1);
    const [key] = (await store.signingKeys.read()).keys as [SigningKey];
    const secret = new SealingKeys([sealingKey]).open(key.kid, key.sealedPrivate)?.export({ format: 'jwk' })
      .d as string;
    const stored = Buffer.from(key.sealedPrivate);
    expect(stored.includes(Buffer.from(secret, 'base64url'))).toBe(false);
    expect(JSON.stringify(key.publicJwk)).not.toContain(secret);
  });

  it('that do not open a signing key make the start fail, with its id and without a secret', async () => {
    const { store } = await startProcesses(1);
    const [key] = (await store.signingKeys.read()).keys as [SigningKey];
    const wrong = randomBytes(32);
    const failure = await startTokenService({ store, options: { sealingKeys: [wrong] } }).catch(String);
    expect(failure).toContain(`no sealing key opens the signing key ${key.kid}`);
    expect(failure).not.toContain(wrong.toString('base64'));
    expect(failure).not.toContain(wrong.toString('hex'));
  });

  it('open a key only under the id that it was sealed for, and unchanged', async () => {
    const { store } = await startProcesses(1);
    const [key] = (await store.signingKeys.read()).keys as [SigningKey];
    const keys = new SealingKeys([sealingKey]);
    expect(keys.open(key.kid, key.sealedPrivate)).toBeDefined();
    expect(keys.open('other', key.sealedPrivate)).toBeUndefined();
    for (const at of [0, 12, 28, key.sealedPrivate.length - 1]) {
      const changed = Uint8Array.from(key.sealedPrivate);
      changed[at] = (changed[at] as number) ^ 1;
      expect(keys.open(key.kid, changed)).toBeUndefined();
    }
    expect(keys.open(key.kid, key.sealedPrivate.subarray(0, 20))).toBeUndefined();
  });

  it('can be replaced: the first seals, and all open', async () => {
    const { store, advance } = storeInMemory();
    await startTokenService({ store });
    const next = randomBytes(32);
    const both = await startTokenService({ store, options: { sealingKeys: [next, sealingKey] } });
    await both.keys.rotate();
    advance(11 * minute);
    await both.keys.read();
    const { keys } = await store.signingKeys.read();
    expect(
      keys.map(({ kid, sealedPrivate }) => new SealingKeys([next]).open(kid, sealedPrivate) !== undefined),
    ).toEqual([false, true]);
    expect(signerOf(both)).toBe(keys[1]?.kid);
  });

  it('that a process lacks let it sign with the key before, and accept the tokens of others', async () => {
    const { store, advance } = storeInMemory();
    const old = await startTokenService({ store });
    const next = await startTokenService({ store, options: { sealingKeys: [randomBytes(32), sealingKey] } });
    await next.keys.rotate();
    advance(11 * minute);
    await Promise.all([old.keys.read(), next.keys.read()]);
    expect(signerOf(old)).not.toBe(signerOf(next));
    expect(await outcomeOf(old, await tokenOf(next))).toBe('valid');
    expect(await outcomeOf(next, await tokenOf(old))).toBe('valid');
    expect(old.problems).toEqual([expect.stringContaining('no sealing key opens')]);
  });

  it.each([[[]], [[new Uint8Array(16)]], [['a'.repeat(32)]], [[randomBytes(32), new Uint8Array(0)]]])(
    'are refused if they are %j',
    async (sealingKeys) => {
      const options = { sealingKeys: sealingKeys as Uint8Array[] };
      await expect(startTokenService({ options })).rejects.toThrow(/^(?:each of the )?sealingKeys must have/);
    },
  );
});

describe('the options of a token service', () => {
  it.each([
    [{ lifeSeconds: 59 }, 'tokens: lifeSeconds must be a whole number of seconds from 60 to 86400, not 59'],
    [{ lifeSeconds: 86_401 }, 'tokens: lifeSeconds must be'],
    [{ service: '' }, 'tokens: service must be a non-empty string'],
    [{ issuer: undefined }, 'tokens: the option issuer is missing'],
  ])('are refused if they are %j', async (options, message) => {
    await expect(startTokenService({ options: options as object })).rejects.toThrow(message);
  });
});
