import assert from 'node:assert/strict';
import { SeededRandom } from './seeded-random.js';

/** Something that clients or tasks do, over and over. */
export interface StressOperation<World> {
  readonly name: string;
  /** How often it runs in comparison with the others; 1 if absent. */
  readonly weight?: number;
  /** Rejects if the world breaks a promise. Its actions depend on `random` alone. */
  run(world: World, random: SeededRandom): Promise<void>;
}

export interface StressOptions {
  /** A run with the same seed makes the same choices, in another interleaving. A random one if absent. */
  readonly seed?: number;
  /** How long operations are started; 2 if absent. */
  readonly seconds?: number;
  /** How many operations run at the same time; 8 if absent. */
  readonly writers?: number;
}

export interface StressReport {
  readonly seed: number;
  /** How often each operation ran, by its name. */
  readonly counts: Readonly<Record<string, number>>;
}

/**
 * Runs operations in a random order, several at a time, until the time is over or one fails.
 * @throws AssertionError that names the seed and the operation that failed
 */
export async function runStress<World>(
  world: World,
  operations: readonly StressOperation<World>[],
  { seed = newSeed(), seconds = 2, writers = 8 }: StressOptions = {},
): Promise<StressReport> {
  const counts = new Map(operations.map(({ name }) => [name, 0]));
  const failures: { readonly name: string; readonly error: unknown }[] = [];
  const endsAt = performance.now() + seconds * 1000;
  const write = async (random: SeededRandom) => {
    while (performance.now() < endsAt && failures.length === 0) {
      const { name, run } = pickWeighted(operations, random);
      await run(world, random).catch((error: unknown) => failures.push({ name, error }));
      counts.set(name, (counts.get(name) ?? 0) + 1);
    }
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => write(new SeededRandom(seed + writer))));
  const report = { seed, counts: Object.fromEntries(counts) };
  const [first] = failures;
  if (first !== undefined) throw stressFailure(report, `“${first.name}” failed`, first.error);
  return report;
}

/** An error that says how to run the same choices again. */
export function stressFailure({ seed, counts }: StressReport, what: string, error: unknown): Error {
  const reason = error instanceof Error ? (error.stack ?? error.message) : String(error);
  const ran = Object.entries(counts).map(([name, count]) => `${count} × ${name}`);
  return new assert.AssertionError({ message: `${what} with the seed ${seed}: ${reason}\nafter ${ran.join(', ')}` });
}

function newSeed(): number {
  return Math.floor(Math.random() * 2 ** 31);
}

function pickWeighted<World>(operations: readonly StressOperation<World>[], random: SeededRandom) {
  const total = operations.reduce((sum, { weight = 1 }) => sum + weight, 0);
  let left = random.number() * total;
  const picked = operations.find(({ weight = 1 }) => {
    left -= weight;
    return left < 0;
  });
  return picked ?? (operations[0] as StressOperation<World>);
}
