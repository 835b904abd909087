import { significant } from './significant.js';
import { summarise } from './summary.js';

/** The median, the lowest and the highest, to read. */
export function formatSpread(numbers: readonly number[]): string {
  const { median, lowest, highest } = summarise(numbers);
  return `${significant(median)} (${significant(lowest)} – ${significant(highest)})`;
}
