const slowestFiles = 10;

/**
 * Prints the counts of each part, the slowest test files, each failed test with the reason, and the total counts. A check that is
 * not a test counts as one. `.ci/summary.mjs` reads these lines.
 *
 * @returns the number of failures
 */
export function printSummary(results) {
  const width = Math.max(...results.map(({ title }) => title.length));
  console.log('');
  for (const { title, passed, failed, skipped = 0, note } of results) {
    const counts = [`${passed} passed`, `${failed} failed`, ...(skipped > 0 ? [`${skipped} skipped`] : [])].join(', ');
    console.log(`${failed > 0 ? '✗' : '✓'} ${title.padEnd(width)}  ${counts}${note === undefined ? '' : ` (${note})`}`);
  }
  printSlowestFiles(results);
  for (const { title, failures = [] } of results) {
    for (const { name, reason } of failures) {
      console.log([`✗ ${title}: ${name}`, ...reason.map((line) => `    ${line}`)].join('\n'));
    }
  }
  const sum = (name) => results.reduce((total, result) => total + (result[name] ?? 0), 0);
  const skipped = sum('skipped');
  console.log(`\n${sum('passed')} passed, ${sum('failed')} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return sum('failed');
}

function printSlowestFiles(results) {
  const files = results.flatMap(({ title, files = [] }) => files.map((file) => ({ title, ...file })));
  files.sort((one, other) => other.seconds - one.seconds);
  for (const { title, file, seconds } of files.slice(0, slowestFiles))
    console.log(`${seconds.toFixed(1).padStart(8)} s  ${title} ${file}`);
}
