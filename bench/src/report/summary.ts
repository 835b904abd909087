import type { Figures } from '../generator/figures.js';
import type { Load, Turn } from '../loads/load.js';
import type { SubjectName } from '../subjects/subject.js';

/** The middle of some values, and how far apart they lie. */
export interface Summary {
  readonly median: number;
  readonly lowest: number;
  readonly highest: number;
}

interface TurnName {
  readonly load: string;
  readonly subject: SubjectName;
  readonly turn: Turn;
}

/** A turn that was measured. */
export interface DoneTurn extends TurnName, Figures {
  readonly wallSeconds: number;
  readonly serverCpu: number;
}

/** A turn that could not be measured. */
export interface FailedTurn extends TurnName {
  readonly failure: string;
}

export type MeasuredTurn = DoneTurn | FailedTurn;

/** The result of one load for one subject. Without a median, every turn failed. */
export interface SubjectResult extends Partial<Summary> {
  readonly subject: SubjectName;
  readonly errors: readonly string[];
  readonly cpuSecondsPerThousand?: number;
  readonly cpuSecondsPerGigabyte?: number;
  readonly generatorShare?: number;
}

export interface LoadResult extends Pick<Load, 'id' | 'title' | 'unit' | 'better'> {
  readonly subjects: readonly SubjectResult[];
}

export function summarise(values: readonly number[]): Summary {
  const sorted = [...values].sort((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const [below = Number.NaN, above = Number.NaN] = [sorted[Math.ceil(sorted.length / 2) - 1], sorted[middle]];
  return { median: (below + above) / 2, lowest: sorted[0] ?? Number.NaN, highest: sorted.at(-1) ?? Number.NaN };
}

/** Summarises each load for each subject: medians, spread, and CPU by amount. */
export function summariseLoads(loads: readonly Load[], turns: readonly MeasuredTurn[]): LoadResult[] {
  return loads.map(({ id, title, unit, better, measure }) => {
    const ofLoad = turns.filter((turn) => turn.load === id);
    const names = [...new Set(ofLoad.map(({ subject }) => subject))];
    const subjects = names.map((subject): SubjectResult => {
      const own = ofLoad.filter((turn) => turn.subject === subject);
      const done = own.filter(isDone);
      const errors = own.flatMap(errorsOf);
      if (done.length === 0) return { subject, errors };
      return { subject, errors, ...summarise(done.map(measure)), ...cpuOf(done) };
    });
    return { id, title, unit, better, subjects };
  });
}

function isDone(turn: MeasuredTurn): turn is DoneTurn {
  return !('failure' in turn);
}

export function errorsOf(turn: MeasuredTurn): readonly string[] {
  return isDone(turn) ? turn.errors : [turn.failure];
}

function cpuOf(turns: readonly DoneTurn[]) {
  const sum = (field: 'serverCpu' | 'requests' | 'bytes' | 'wallSeconds' | 'generatorCpu') =>
    turns.reduce((total, turn) => total + turn[field], 0);
  const [cpu, requests, bytes, wall] = [sum('serverCpu'), sum('requests'), sum('bytes'), sum('wallSeconds')];
  return {
    ...(requests > 0 && { cpuSecondsPerThousand: (cpu / requests) * 1000 }),
    ...(bytes > 0 && { cpuSecondsPerGigabyte: (cpu / bytes) * 1e9 }),
    ...(wall > 0 && { generatorShare: sum('generatorCpu') / wall }),
  };
}

/** How many times better Lading is than the best of the other registries, where both did it. */
export function ratioOf({ better, subjects }: LoadResult): number | undefined {
  const own = subjects.find(({ subject }) => subject === 'lading')?.median;
  const others = subjects.flatMap(({ subject, median }) => (median !== undefined && isPeer(subject) ? [median] : []));
  if (own === undefined || others.length === 0) return undefined;
  const best = (better === 'more' ? Math.max : Math.min)(...others);
  return better === 'more' ? own / best : best / own;
}

/** nginx is no registry: it shows the limit. */
export function isPeer(subject: SubjectName): boolean {
  return subject !== 'lading' && subject !== 'nginx';
}
