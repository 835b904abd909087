import type { Exchange } from '../registry/http/exchange.js';
import { htmlStyle } from './html-style.js';
import { escapeXml } from './junit-report.js';
import { requirementOf } from './requirement-statement.js';
import { byCategory, countOf, type ReportedCase, type RunReport } from './run-report.js';

/** One page that needs nothing but itself: how the run ended, then each case, the ones that failed opened. */
export function htmlReport(report: RunReport): string {
  const sections = byCategory(report.cases).map(([category, cases]) => section(category, cases));
  const title = `Conformance of ${escapeXml(report.registry)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${htmlStyle}</style>
</head>
<body>
<h1>${title}</h1>
${summary(report)}
${table(report)}
${sections.join('\n')}
</body>
</html>
`;
}

function summary({ passed, failed, skipped, ...report }: RunReport): string {
  const verdict = failed === 0 ? `All ${passed} cases passed` : `${failed} of ${passed + failed} cases failed`;
  const features = report.features.length === 0 ? 'none' : report.features.join(', ');
  return `<p class="${failed === 0 ? 'passed' : 'failed'}"><strong>${verdict}</strong>, ${skipped} do not apply.</p>
<p class="quiet">${escapeXml(report.tool.name)} ${escapeXml(report.tool.version)}, ${report.startedAt}, \
${(report.milliseconds / 1000).toFixed(1)} s, strength ${report.strength}. Features: ${features}.</p>`;
}

function table({ cases }: RunReport): string {
  const rows = byCategory(cases).map(([category, found]) => {
    const counts = (['passed', 'failed', 'skipped'] as const).map((outcome) => cell(outcome, countOf(found, outcome)));
    return `<tr><td><a href="#${category}">${category}</a></td>${counts.join('')}</tr>`;
  });
  const head = '<tr><th>Category</th><th>Passed</th><th>Failed</th><th>Skipped</th></tr>';
  return `<table><thead>${head}</thead><tbody>${rows.join('')}</tbody></table>`;
}

function cell(outcome: string, count: number): string {
  return `<td${count === 0 ? ' class="quiet"' : ` class="${outcome}"`}>${count}</td>`;
}

function section(category: string, cases: readonly ReportedCase[]): string {
  const worstFirst = [...cases].sort((a, b) => Number(b.outcome === 'failed') - Number(a.outcome === 'failed'));
  return `<section id="${category}"><h2>${category}</h2>\n${worstFirst.map(caseDetails).join('\n')}</section>`;
}

function caseDetails(one: ReportedCase): string {
  const head = `<span class="word ${one.outcome}">${one.outcome}</span>${escapeXml(one.title)} <span class="id">${one.id}, ${one.strength}</span>`;
  return `<details${one.outcome === 'failed' ? ' open' : ''}><summary>${head}</summary>${[
    requirementList(one.requirements),
    one.lacking === undefined ? '' : `<p class="quiet">Needs ${one.lacking.join(', ')}.</p>`,
    one.failure === undefined ? '' : `<pre>${escapeXml(one.failure)}</pre>`,
    ...(one.exchanges ?? []).map(exchangeDetails),
  ].join('')}</details>`;
}

function requirementList(ids: readonly string[]): string {
  const items = ids.map((id) => {
    const { level = '', statement = '' } = requirementOf(id) ?? {};
    return `<li><strong>${id}</strong> ${level}: ${escapeXml(statement)}</li>`;
  });
  return `<ul>${items.join('')}</ul>`;
}

function exchangeDetails(exchange: Exchange): string {
  const sent = [`${exchange.method} ${exchange.url}`, ...exchange.requestHeaders, bodyNote(exchange.requestSize)];
  const came = [`HTTP ${exchange.status}`, ...exchange.responseHeaders, '', exchange.responseBody];
  const text = [...sent.filter((line) => line !== ''), '', ...came].join('\n').trim();
  const head = `${exchange.method} ${exchange.url} → ${exchange.status}`;
  return `<details><summary class="id">${escapeXml(head)}</summary><pre>${escapeXml(text)}</pre></details>`;
}

function bodyNote(size: number | undefined): string {
  return size === undefined || size === 0 ? '' : `(a body of ${size} bytes)`;
}
