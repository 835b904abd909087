import { significant } from './significant.mjs';
import { summarise } from './summary.mjs';

/** The median, the lowest and the highest, to read. */
export function formatSpread(numbers) {
  const { median, lowest, highest } = summarise(numbers);
  return `${significant(median)} (${significant(lowest)} – ${significant(highest)})`;
}
