import { runStress, SeededRandom, type StressOperation } from '../../src/index.js';

const nextTurn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Records its actions. */
function recording(name: string, weight: number): StressOperation<string[]> {
  return {
    name,
    weight,
    run: async (world, random) => {
      world.push(`${name} ${random.pick([1, 2, 3])}`);
      await nextTurn();
    },
  };
}

describe('runStress', () => {
  const operations = [recording('push', 9), recording('delete', 1)];

  it('runs operations by their weight until the time is over, and counts them', async () => {
    const world: string[] = [];
    const { counts } = await runStress(world, operations, { seconds: 0.2, writers: 2, seed: 1 });
    const { push = 0, delete: deletions = 0 } = counts;
    expect(push + deletions).toBe(world.length);
    expect(push).toBeGreaterThan(3 * deletions);
    expect(deletions).toBeGreaterThan(0);
  });

  it('makes the same choices for the same seed', async () => {
    const enough = 20;
    const untilEnough = operations.map((operation) => ({
      ...operation,
      async run(world: string[], random: SeededRandom) {
        if (world.length === enough) throw new Error('that is enough');
        await operation.run(world, random);
      },
    }));
    const start = async (seed: number) => {
      const world: string[] = [];
      await runStress(world, untilEnough, { seconds: 30, writers: 1, seed }).catch(() => {});
      expect(world).toHaveLength(enough);
      return world;
    };
    expect(await start(7)).toEqual(await start(7));
    expect(await start(7)).not.toEqual(await start(8));
  });

  it('stops at the first failure, and names the operation and the seed', async () => {
    let runs = 0;
    const failing: StressOperation<unknown> = {
      name: 'move a tag',
      run: async () => {
        await nextTurn();
        runs += 1;
        if (runs === 5) throw new Error('the tag is gone');
      },
    };
    await expect(runStress({}, [failing], { seconds: 60, writers: 1, seed: 3 })).rejects.toThrow(
      /“move a tag” failed with the seed 3: Error: the tag is gone.*after 5 × move a tag/s,
    );
    expect(runs).toBe(5);
  });
});

describe('SeededRandom', () => {
  it('gives numbers from 0 to 1 that differ for each seed', () => {
    const numbersOf = (seed: number) => {
      const random = new SeededRandom(seed);
      return Array.from({ length: 1000 }, () => random.number());
    };
    for (const seed of [0, 1, 2, 2 ** 31, -1]) {
      const numbers = numbersOf(seed);
      expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
      expect(Math.max(...numbers)).toBeLessThan(1);
      expect(new Set(numbers).size).toBeGreaterThan(990);
      expect(Math.abs(numbers.reduce((sum, number) => sum + number) / 1000 - 0.5)).toBeLessThan(0.05);
    }
    expect(numbersOf(1)).toEqual(numbersOf(1));
    expect(numbersOf(1)).not.toEqual(numbersOf(2));
  });
});
