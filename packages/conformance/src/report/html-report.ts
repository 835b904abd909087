import type { Exchange } from '../registry/http/exchange.js';
import type { Strength } from '../registry/registry-case.js';
import type { RegistryCategory } from '../registry/registry-cases.js';
import { registryFeatures } from '../registry/registry-feature.js';
import { htmlStyle } from './html-style.js';
import { escapeXml } from './junit-report.js';
import { requirementOf } from './requirement-statement.js';
import { byCategory, countFailures, countOf, type ReportedCase, type RunReport } from './run-report.js';

/** One page that needs nothing but itself: how the run ended, what failed, then every case by its category. */
export function htmlReport(report: RunReport): string {
  const title = `Conformance of ${escapeXml(report.registry)}`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${report.failed === 0 ? '✓' : `✗ ${report.failed}`} ${title}</title>
<style>${htmlStyle}</style>
</head>
<body>
<header>
<h1>${title}</h1>
${verdict(report)}
${bar(report)}
${circumstances(report)}
</header>
<main>
${table(report)}
${failures(report)}
${byCategory(report.cases)
  .map(([category, cases]) => section(category, cases))
  .join('\n')}
</main>
</body>
</html>
`;
}

/** How binding a promise is, in a few words. */
const meanings: Readonly<Record<Strength, string>> = {
  must: 'The specification demands it, or both official suites do.',
  should: 'The specification recommends it, or common clients need it.',
  choice: 'The specification leaves it open; Lading chose this.',
};

function verdict({ passed, failed, skipped, cases }: RunReport): string {
  const rest =
    skipped === 0 ? '' : ` ${count(skipped, 'case does', 'cases do')} not apply to what the registry offers.`;
  if (failed === 0) return `<p class="verdict passed"><strong>All cases passed</strong>: ${passed}.${rest}</p>`;
  const parts = countFailures(cases).map(
    ([strength, number]) => `${number} <span class="${strength}">${strength}</span>`,
  );
  const head = `${failed} of ${passed + failed} cases failed`;
  return `<p class="verdict"><strong class="failed">${head}</strong>: ${parts.join(', ')}.${rest}</p>`;
}

/** The same in a picture; the words above say it to those who do not see it. */
function bar({ passed, skipped, cases }: RunReport): string {
  const parts: readonly (readonly [string, number])[] = [
    ['passed', passed],
    ...countFailures(cases),
    ['skipped', skipped],
  ];
  const pieces = parts
    .filter(([, number]) => number > 0)
    .map(([name, number]) => `<i class="${name}" style="flex-grow:${number}"></i>`);
  return `<div class="bar" aria-hidden="true">${pieces.join('')}</div>`;
}

function circumstances(report: RunReport): string {
  const when = `<time datetime="${report.startedAt}">${report.startedAt.slice(0, 16).replace('T', ' ')} UTC</time>`;
  const offers = report.features.map((name) => `<li><b>${name}</b> ${escapeXml(registryFeatures[name])}</li>`);
  const features =
    report.features.length === 0 ? '<p>Nothing beyond what every registry has.</p>' : `<ul>${offers.join('')}</ul>`;
  return `<p class="quiet">${when}, ${(report.milliseconds / 1000).toFixed(1)} s, \
${escapeXml(report.tool.name)} ${escapeXml(report.tool.version)}. Asked for: ${report.strength} and what is more binding.</p>
<details class="quiet"><summary>What the registry was taken to offer</summary>${features}</details>`;
}

function table({ cases }: RunReport): string {
  const rows = byCategory(cases).map(([category, found]) => {
    const failed = countOf(found, 'failed');
    const cells = [
      cell('passed', countOf(found, 'passed')),
      cell('failed', failed),
      cell('skipped', countOf(found, 'skipped')),
    ];
    return `<tr><th scope="row"><a href="#${category}">${category}</a></th>${cells.join('')}</tr>`;
  });
  const head = ['Category', 'Passed', 'Failed', 'Not applicable']
    .map((name) => `<th scope="col">${name}</th>`)
    .join('');
  return `<table><thead><tr>${head}</tr></thead><tbody>${rows.join('')}</tbody></table>`;
}

function cell(outcome: string, number: number): string {
  return `<td class="${number === 0 ? 'none' : outcome}">${number}</td>`;
}

function failures({ cases, failed }: RunReport): string {
  if (failed === 0) return '';
  const groups = countFailures(cases).map(([strength]) => {
    const found = cases.filter((one) => one.outcome === 'failed' && one.strength === strength);
    return `<h3 id="failed-${strength}"><span class="tag ${strength}">${strength}</span> ${count(found.length, 'case', 'cases')}</h3>
<p class="quiet">${meanings[strength]}</p>
${found.map(failure).join('\n')}`;
  });
  return `<section id="failed"><h2>What failed</h2>\n${groups.join('\n')}\n</section>`;
}

function failure(one: ReportedCase): string {
  return `<article id="${anchorOf(one)}"><h4>${escapeXml(one.title)}</h4>
<p class="id">${one.id}</p>
${requirementList(one.requirements)}
<pre>${escapeXml(one.failure ?? '')}</pre>
${exchangeList(one.exchanges ?? [])}
</article>`;
}

function requirementList(ids: readonly string[]): string {
  const items = ids.map((id) => {
    const { level = '', statement = '' } = requirementOf(id) ?? {};
    return `<li><b>${id}</b> <span class="quiet">${level}</span> ${escapeXml(statement).replace(/`([^`]+)`/g, '<code>$1</code>')}</li>`;
  });
  return items.length === 0 ? '' : `<ul>${items.join('')}</ul>`;
}

function exchangeList(exchanges: readonly Exchange[]): string {
  if (exchanges.length === 0) return '';
  const head = `The last ${count(exchanges.length, 'request', 'requests')}`;
  return `<details class="exchanges"><summary>${head}</summary>${exchanges.map(exchangeDetails).join('')}</details>`;
}

function exchangeDetails(exchange: Exchange): string {
  const sent = [`${exchange.method} ${exchange.url}`, ...exchange.requestHeaders, bodyNote(exchange.requestSize)];
  const came = [`HTTP ${exchange.status}`, ...exchange.responseHeaders, '', exchange.responseBody];
  const text = [...sent.filter((line) => line !== ''), '', ...came].join('\n').trim();
  const head = `${exchange.method} ${pathOf(exchange.url)} → ${exchange.status}`;
  return `<details><summary class="id">${escapeXml(head)}</summary><pre>${escapeXml(text)}</pre></details>`;
}

function pathOf(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/, '');
}

function bodyNote(size: number | undefined): string {
  return size === undefined || size === 0 ? '' : `(a body of ${count(size, 'byte', 'bytes')})`;
}

function section(category: RegistryCategory, cases: readonly ReportedCase[]): string {
  const failed = cases.filter(({ outcome }) => outcome === 'failed');
  const links = failed.map((one) => `<li><a href="#${anchorOf(one)}">${escapeXml(one.title)}</a></li>`);
  return `<section id="${category}"><h2>${category}</h2>
${links.length === 0 ? '' : `<details open><summary class="failed">${links.length} failed</summary><ul>${links.join('')}</ul></details>`}
${plainList('passed', 'passed', cases)}
${plainList('skipped', 'not applicable', cases)}
</section>`;
}

function plainList(outcome: 'passed' | 'skipped', words: string, cases: readonly ReportedCase[]): string {
  const items = cases
    .filter((one) => one.outcome === outcome)
    .map(({ title, id, strength, lacking }) => {
      const needs = lacking === undefined ? '' : `; needs ${lacking.join(', ')}`;
      return `<li>${escapeXml(title)} <span class="id">${id}, ${strength}${needs}</span></li>`;
    });
  if (items.length === 0) return '';
  return `<details><summary class="${outcome}">${items.length} ${words}</summary><ul>${items.join('')}</ul></details>`;
}

function anchorOf({ id }: ReportedCase): string {
  return `case-${id.replaceAll('/', '-')}`;
}

function count(number: number, one: string, many: string): string {
  return `${number} ${number === 1 ? one : many}`;
}
