import assert from 'node:assert/strict';
import { type Run, reportOf } from './race-report.js';

export interface RaceOptions<Replica> {
  /** Instances of one store, as several processes have them. */
  readonly replicas: readonly Replica[];
  /** 20 if absent. */
  readonly rounds?: number;
}

/** The participants of a race, by the names that a failure report shows. */
export type Contestants<Replica, Results> = {
  readonly [Name in keyof Results]: (replica: Replica) => Promise<Results[Name]>;
};

export interface RaceRound<Replica> {
  /** Text that no other round has, for the names of content. */
  readonly name: string;
  /**
   * Starts all contestants in one turn of the event loop and waits for all of them. Each round starts another one first, and
   * gives each to another replica.
   * @throws AssertionError if one of them rejects
   */
  together<Results extends object>(contestants: Contestants<Replica, Results>): Promise<Results>;
}

/**
 * Repeats a race over replicas. A round sets the scene, starts the contestants together, and checks the result.
 * @throws AssertionError of the first round that fails, with the result and the time of each contestant
 */
export async function raceReplicas<Replica>(
  { replicas, rounds = 20 }: RaceOptions<Replica>,
  playRound: (round: RaceRound<Replica>) => Promise<void>,
): Promise<void> {
  for (let number = 0; number < rounds; number++) {
    const runs: Run[] = [];
    const together = <Results extends object>(contestants: Contestants<Replica, Results>) =>
      start(contestants, replicas, number, runs);
    try {
      await playRound({ name: String(number), together });
    } catch (error) {
      throw failureOf(error, `round ${number + 1} of ${rounds}`, runs);
    }
  }
}

async function start<Replica, Results extends object>(
  contestants: Contestants<Replica, Results>,
  replicas: readonly Replica[],
  round: number,
  runs: Run[],
): Promise<Results> {
  const names = Object.keys(contestants) as (keyof Results & string)[];
  const first = round % names.length;
  const rotated = [...names.slice(first), ...names.slice(0, first)];
  const startedAt = performance.now();
  const ends = rotated.map((name, index) => {
    const replica = (index + round) % replicas.length;
    const run: Run = { name, replica: replica + 1 };
    runs.push(run);
    return contestants[name](replicas[replica] as Replica).then(
      (value) => Object.assign(run, { value, milliseconds: performance.now() - startedAt }),
      (error: unknown) => Object.assign(run, { error, milliseconds: performance.now() - startedAt }),
    );
  });
  for (const run of await Promise.all(ends)) if ('error' in run) throw run.error;
  return Object.fromEntries(runs.slice(-names.length).map(({ name, value }) => [name, value])) as Results;
}

function failureOf(error: unknown, round: string, runs: readonly Run[]): Error {
  const message = `${round}: ${reportOf(error, runs)}`;
  if (!(error instanceof assert.AssertionError)) return new assert.AssertionError({ message, actual: error });
  const { actual, expected, operator } = error;
  return new assert.AssertionError({ message, actual, expected, operator });
}
