import {
  type ConformanceCase,
  describeAuthenticator,
  describeAuthorizer,
  describeBlobStore,
  describeCases,
  describeClient,
  describeMetadataStore,
  describeRegistry,
  type Fixture,
  type TestRunner,
} from '../src/index.js';

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
    describeCases('a store', [passing, failing], async () => new Context(), { runner });
    expect(suites).toEqual(['a store']);
    expect([...tests].map(([name, { limit }]) => [name, limit])).toEqual([
      ['a/passing: passes', 185_000],
      ['a/failing: fails [PULL-15, PULL-20]', 905_000],
    ]);
  });

  it('gives each case its own fixture, and disposes of it after every outcome', async () => {
    const { runner, tests } = recordingRunner();
    const contexts: Context[] = [];
    const create = async () => {
      const context = new Context();
      contexts.push(context);
      return context;
    };
    describeCases('a store', [passing, failing], create, { runner });
    await tests.get('a/passing: passes')?.run();
    await expect(tests.get('a/failing: fails [PULL-15, PULL-20]')?.run()).rejects.toThrow('a broken promise');
    expect(contexts.map(({ isDisposed }) => isDisposed)).toEqual([true, true]);
  });
});

describe('the time limit of a case', () => {
  const stalled: ConformanceCase<Fixture> = {
    id: 'a/stalled',
    title: 'stalls',
    requirements: [],
    run: () => new Promise(() => undefined),
  };
  const forever = () => new Promise<never>(() => undefined);
  const quick: ConformanceCase<Fixture> = { ...stalled, title: 'ends', run: async () => undefined };

  it('fails a case that stalls, names the slow step, disposes of its fixture, and lets the others run', async () => {
    const { runner, tests } = recordingRunner();
    const context = new Context();
    describeCases('a store', [stalled, passing], async () => context, { runner, timeoutMilliseconds: 50 });
    await expect(tests.get('a/stalled: stalls')?.run()).rejects.toThrow('the case takes longer than 0.05 s');
    expect(context.isDisposed).toBe(true);
    await expect(tests.get('a/passing: passes')?.run()).resolves.toBeUndefined();
  });

  it('applies to the start of a fixture too, and a late fixture is disposed of', async () => {
    const { runner, tests } = recordingRunner();
    const context = new Context();
    const late = () => new Promise<Context>((resolve) => setTimeout(resolve, 150, context));
    describeCases('a store', [passing], late, { runner, timeoutMilliseconds: 50 });
    await expect(tests.get('a/passing: passes')?.run()).rejects.toThrow(
      'the start of the fixture takes longer than 0.05 s',
    );
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(context.isDisposed).toBe(true);
  });

  it('applies to dispose too', async () => {
    const { runner, tests } = recordingRunner();
    describeCases('a store', [quick], async () => ({ dispose: forever }), { runner, timeoutMilliseconds: 50 });
    await expect(tests.get('a/stalled: ends')?.run()).rejects.toThrow(
      'dispose of the fixture takes longer than 0.05 s',
    );
  });
});

describe('a fixture', () => {
  const run = async (fixture: object) => {
    const { runner, tests } = recordingRunner();
    describeBlobStore('a store', async () => fixture as { subject: never }, { runner });
    await [...tests.values()][0]?.run();
  };

  it('needs no dispose', async () => {
    const { runner, tests } = recordingRunner();
    describeCases('a store', [passing], async () => ({}), { runner });
    await expect(tests.get('a/passing: passes')?.run()).resolves.toBeUndefined();
  });

  it.each([
    [{}, 'describeBlobStore: the fixture: the option subject is missing'],
    [undefined, 'describeBlobStore: the fixture must be an object'],
    [{ subject: {}, disposed: async () => {} }, 'the fixture has no member disposed; did you mean dispose?'],
    [{ subject: {}, leftover: async () => [] }, 'the fixture has no member leftover; did you mean leftovers?'],
    [{ subject: {}, dispose: true }, 'the fixture: dispose must be a function, not true'],
  ])('is refused if it is %j', async (fixture, message) => {
    await expect(run(fixture as object)).rejects.toThrow(message);
  });
});

describe('every suite', () => {
  const suites = {
    describeBlobStore,
    describeMetadataStore,
    describeAuthenticator,
    describeAuthorizer,
    describeClient,
    describeRegistry,
  };
  it.each(Object.entries(suites))('%s refuses a misspelt option, and something else than a function', (name, suite) => {
    const { runner } = recordingRunner();
    const declare = suite as (name: string, create: unknown, options: object) => void;
    expect(() => declare('x', async () => ({}), { runner, timeoutMillisecond: 1 })).toThrow(
      `${name} has no option timeoutMillisecond; did you mean timeoutMilliseconds?`,
    );
    expect(() => declare('x', async () => ({}), runner)).toThrow(`${name} has no option describe`);
    expect(() => declare('x', {}, { runner: { ...runner, afterAll: () => {} } })).toThrow('must be a function');
  });
});
