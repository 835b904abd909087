import { significant } from './significant.mjs';
import { ratioOf } from './summary.mjs';

/** The results as a table in Markdown: medians with lowest and highest, Lading's ratio to the best registry, its cost. */
export function formatTable(results, subjects) {
  const head = [
    'load',
    'unit',
    ...subjects.map(({ title }) => title),
    'ratio',
    'CPU s / 1,000',
    'CPU s / GB',
    'generator',
  ];
  const rows = results.map((result) => {
    const bySubject = new Map(result.subjects.map((figures) => [figures.subject, figures]));
    const own = bySubject.get('lading') ?? {};
    const ratio = ratioOf(result);
    return [
      result.title,
      result.unit,
      ...subjects.map(({ name }) => cell(bySubject.get(name))),
      ratio === undefined ? '' : `${significant(ratio)}×`,
      result.unit.endsWith('/s') && result.unit !== 'MB/s' ? significant(own.cpuSecondsPerThousand) : '',
      result.unit === 'MB/s' ? significant(own.cpuSecondsPerGigabyte) : '',
      own.generatorShare === undefined ? '' : `${Math.round(own.generatorShare * 100)} %`,
    ];
  });
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cell(figures) {
  if (figures === undefined) return '';
  if (figures.median === undefined) return 'failed';
  const { median, lowest, highest, errors } = figures;
  const spread = lowest === highest ? '' : ` (${significant(lowest)}–${significant(highest)})`;
  return `${significant(median)}${spread}${errors.length > 0 ? ' with errors' : ''}`;
}
