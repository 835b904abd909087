/**
 * Prints what each part came to, and last the sum: tests, and one for each other check.
 *
 * @returns how many failed
 */
export function printSummary(results) {
  const width = Math.max(...results.map(({ title }) => title.length));
  console.log('');
  for (const { title, passed, failed, skipped = 0, note } of results) {
    const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
    console.log(`${failed > 0 ? '✗' : '✓'} ${title.padEnd(width)}  ${counts}${note === undefined ? '' : ` (${note})`}`);
  }
  for (const { title, failures = [] } of results) for (const failure of failures) console.log(`✗ ${title}: ${failure}`);
  const sum = (name) => results.reduce((total, result) => total + (result[name] ?? 0), 0);
  const skipped = sum('skipped');
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return sum('failed');
}
