import type { Strength } from '../registry/registry-case.js';
import { requirementOf } from './requirement-statement.js';
import { byCategory, countFailures, countOf, type ReportedCase, type RunReport } from './run-report.js';

/** Puts escape codes around a text, or nothing. */
export type Paint = (code: number, text: string) => string;

export function paintFor(isColoured: boolean): Paint {
  return isColoured ? (code, text) => `\u001b[${code}m${text}\u001b[0m` : (_code, text) => text;
}

const [red, green, yellow, faint, bold] = [31, 32, 33, 2, 1] as const;

/** A broken requirement of the specification is an error; a broken recommendation is a warning. */
const colourOf: Readonly<Record<Strength, number>> = { must: red, should: yellow, choice: yellow };

/** How a run ended: the counts of each category, then each failure in a few lines, then one line for all. */
export function terminalSummary(report: RunReport, paint: Paint): string {
  const failures = countFailures(report.cases).flatMap(([strength]) =>
    report.cases
      .filter((one) => one.outcome === 'failed' && one.strength === strength)
      .map((one) => failureLines(one, paint)),
  );
  return [...categoryLines(report.cases, paint), '', ...failures.flat(), closingLine(report, paint), ''].join('\n');
}

function categoryLines(cases: readonly ReportedCase[], paint: Paint): string[] {
  return byCategory(cases).map(([category, found]) => {
    const [passed, failed, skipped] = (['passed', 'failed', 'skipped'] as const).map((one) => countOf(found, one));
    const notes = [
      paint(green, `${passed} passed`),
      ...(failed === 0 ? [] : [paint(red, `${failed} failed`)]),
      ...(skipped === 0 ? [] : [paint(faint, `${skipped} not applicable`)]),
    ];
    return `${category.padEnd(12)} ${notes.join(', ')}`;
  });
}

function failureLines(one: ReportedCase, paint: Paint): string[] {
  const statements = one.requirements.slice(0, 2).map((id) => `${id}: ${requirementOf(id)?.statement ?? ''}`);
  return [
    `${paint(colourOf[one.strength], `FAILED (${one.strength})`)} ${paint(bold, one.id)}: ${one.title}`,
    `  ${printable(one.failure ?? '')}`,
    ...statements.map((statement) => paint(faint, `  ${statement}`)),
    '',
  ];
}

const longestFailure = 400;

/** One line, and nothing in it that a registry could steer a terminal with. */
function printable(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ').trim();
  if (line.length <= longestFailure) return line;
  // The expected answer comes last.
  return `${line.slice(0, longestFailure / 2)} … ${line.slice(-longestFailure / 2)}`;
}

function closingLine({ passed, failed, skipped, milliseconds, cases }: RunReport, paint: Paint): string {
  const strengths = countFailures(cases).map(([strength, number]) => `${number} ${strength}`);
  const kinds = failed === 0 ? '' : ` (${strengths.join(', ')})`;
  const counts = `${passed} passed, ${failed} failed${kinds}, ${skipped} not applicable`;
  return `${paint(failed === 0 ? green : red, counts)} in ${(milliseconds / 1000).toFixed(1)} s`;
}
