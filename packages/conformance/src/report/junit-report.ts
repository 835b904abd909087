import { byCategory, countOf, type ReportedCase, type RunReport } from './run-report.js';

/** The form that CI systems read: one suite for each category. */
export function junitReport(report: RunReport): string {
  const suites = byCategory(report.cases).map(([category, cases]) => suiteOf(category, cases));
  const counts = `tests="${report.cases.length}" failures="${report.failed}" skipped="${report.skipped}"`;
  const head = `<testsuites name="${escapeXml(report.tool.name)}" ${counts} time="${seconds(report.milliseconds)}">`;
  return `<?xml version="1.0" encoding="UTF-8"?>\n${head}\n${suites.join('')}</testsuites>\n`;
}

function suiteOf(category: string, cases: readonly ReportedCase[]): string {
  const time = seconds(cases.reduce((sum, { milliseconds = 0 }) => sum + milliseconds, 0));
  const counts = `tests="${cases.length}" failures="${countOf(cases, 'failed')}" skipped="${countOf(cases, 'skipped')}"`;
  return `  <testsuite name="${category}" ${counts} time="${time}">\n${cases.map(testOf).join('')}  </testsuite>\n`;
}

function testOf(one: ReportedCase): string {
  const name = escapeXml(`${one.title} [${[...one.requirements, one.strength].join(', ')}]`);
  const head = `    <testcase classname="${one.id}" name="${name}" time="${seconds(one.milliseconds ?? 0)}"`;
  if (one.outcome === 'passed') return `${head}/>\n`;
  const inner =
    one.outcome === 'skipped'
      ? `<skipped message="needs ${(one.lacking ?? []).join(', ')}"/>`
      : `<failure message="${escapeXml(one.failure?.split('\n', 1)[0] ?? '')}">${escapeXml(one.failure ?? '')}</failure>`;
  return `${head}>\n      ${inner}\n    </testcase>\n`;
}

function seconds(milliseconds: number): string {
  return (milliseconds / 1000).toFixed(3);
}

/** Any bytes of a registry as text that is valid in XML 1.0 and HTML. */
export function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd]/g, '\ufffd');
}
