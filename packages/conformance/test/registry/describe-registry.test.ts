import {
  describeRegistry,
  type RegistryCase,
  registryFeatures,
  runRegistryCases,
  standardFeatures,
} from '../../src/index.js';
import { RightRegistry } from './right-registry.js';

const ping: RegistryCase = {
  id: 'x/ping',
  title: 'answers',
  requirements: ['VER-01'],
  strength: 'must',
  run: async (registry) => expect((await registry.http.send('GET', '/v2/')).status).toBe(200),
};
const broken: RegistryCase = { ...ping, id: 'x/broken', run: () => Promise.reject(new Error('broken')) };
const limited: RegistryCase = { ...ping, id: 'x/limited', title: 'limits', needs: ['rate-limit', 'cancel'] };

/** A test runner that collects the declared tests and runs them on request. */
function recorder() {
  const tests: { name: string; run: () => Promise<void> }[] = [];
  const skipped: string[] = [];
  const ends: (() => Promise<void>)[] = [];
  return {
    tests,
    skipped,
    ends,
    describe: (_name: string, body: () => void) => body(),
    it: (name: string, run: () => Promise<void>) => void tests.push({ name, run }),
    afterAll: (end: () => Promise<void>) => void ends.push(end),
    skip: (name: string) => void skipped.push(name),
  };
}

describe('describeRegistry', () => {
  it('starts one registry for all tests, and stops it after the last', async () => {
    const runner = recorder();
    let [started, stopped] = [0, 0];
    const create = async () => {
      started += 1;
      const registry = await new RightRegistry().listen();
      const dispose = async () => {
        await registry.dispose();
        stopped += 1;
      };
      return { url: registry.url, dispose };
    };
    describeRegistry('right', create, { cases: [ping, ping], runner });
    expect([runner.tests.length, started]).toEqual([2, 0]);
    for (const { run } of runner.tests) await run();
    expect([started, stopped]).toEqual([1, 0]);
    for (const end of runner.ends) await end();
    expect([started, stopped]).toEqual([1, 1]);
  });

  it('starts nothing where no test is run', async () => {
    const runner = recorder();
    describeRegistry('right', () => Promise.reject(new Error('started')), { cases: [ping], runner });
    for (const end of runner.ends) await expect(end()).resolves.toBeUndefined();
  });

  it('names a skipped case with the feature that the registry lacks', () => {
    const runner = recorder();
    describeRegistry('right', () => new RightRegistry().listen(), { cases: [ping, limited], runner });
    expect(runner.tests.map(({ name }) => name)).toEqual(['x/ping: answers [VER-01]']);
    expect(runner.skipped).toEqual(['x/limited: limits [VER-01] (needs rate-limit)']);
  });
});

describe('runRegistryCases', () => {
  it('reports the outcome of each case', async () => {
    const registry = await new RightRegistry().listen();
    const outcomes: unknown[] = [];
    for await (const result of runRegistryCases(registry, { cases: [ping, broken, limited] }))
      outcomes.push([result.case.id, result.outcome, result.outcome === 'skipped' ? result.lacking : []]);
    await registry.dispose();
    expect(outcomes).toEqual([
      ['x/ping', 'passed', []],
      ['x/broken', 'failed', []],
      ['x/limited', 'skipped', ['rate-limit']],
    ]);
  });
});

describe('the features of a registry', () => {
  it('of a default Lading are known features', () => {
    expect(standardFeatures.filter((feature) => registryFeatures[feature] === undefined)).toEqual([]);
  });
});
