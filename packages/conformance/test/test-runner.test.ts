import { type ConformanceCase, describeCases, type TestRunner } from '../src/index.js';

function recordingRunner() {
  const tests = new Map<string, { run: () => Promise<void>; limit: number | undefined }>();
  const suites: string[] = [];
  const runner: TestRunner = {
    describe: (name, body) => {
      suites.push(name);
      body();
    },
    it: (name, run, limit) => tests.set(name, { run, limit }),
  };
  return { runner, tests, suites };
}

const passing: ConformanceCase<Context> = { id: 'a/passing', title: 'passes', requirements: [], run: async () => {} };
const failing: ConformanceCase<Context> = {
  id: 'a/failing',
  title: 'fails',
  requirements: ['PULL-15', 'PULL-20'],
  timeoutMilliseconds: 300_000,
  run: async () => {
    throw new Error('a broken promise');
  },
};

class Context {
  isDisposed = false;

  async dispose() {
    this.isDisposed = true;
  }
}

describe('describeCases', () => {
  it('declares a test for each case, named after its outcome and its requirements', () => {
    const { runner, tests, suites } = recordingRunner();
    describeCases('a store', [passing, failing], async () => new Context(), runner);
    expect(suites).toEqual(['a store']);
    expect([...tests].map(([name, { limit }]) => [name, limit])).toEqual([
      ['passes', 60_000],
      ['fails [PULL-15, PULL-20]', 300_000],
    ]);
  });

  it('gives each case a fixture of its own, and disposes of it whatever the outcome', async () => {
    const { runner, tests } = recordingRunner();
    const contexts: Context[] = [];
    const create = async () => {
      const context = new Context();
      contexts.push(context);
      return context;
    };
    describeCases('a store', [passing, failing], create, runner);
    await tests.get('passes')?.run();
    await expect(tests.get('fails [PULL-15, PULL-20]')?.run()).rejects.toThrow('a broken promise');
    expect(contexts.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
  });
});
