import type { Subject } from '../subjects/subject.js';
import { significant } from './significant.js';
import { type LoadResult, ratioOf, type SubjectResult } from './summary.js';

type Column = Pick<Subject, 'name' | 'title'>;

/** The results as a table in Markdown: medians with lowest and highest, Lading's ratio to the best registry, its cost. */
export function formatTable(results: readonly LoadResult[], subjects: readonly Column[]): string {
  const costs = ['ratio', 'CPU s / 1,000', 'CPU s / GB', 'generator'];
  const head = ['load', 'unit', ...subjects.map(({ title }) => title), ...costs];
  const rows = results.map((result) => rowOf(result, subjects));
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function rowOf(result: LoadResult, subjects: readonly Column[]): string[] {
  const { title, unit } = result;
  const bySubject = new Map(result.subjects.map((each) => [each.subject, each]));
  const own = bySubject.get('lading');
  const ratio = ratioOf(result);
  const share = own?.generatorShare;
  return [
    title,
    unit,
    ...subjects.map(({ name }) => cell(bySubject.get(name))),
    ratio === undefined ? '' : `${significant(ratio)}×`,
    unit.endsWith('/s') && unit !== 'MB/s' ? significant(own?.cpuSecondsPerThousand) : '',
    unit === 'MB/s' ? significant(own?.cpuSecondsPerGigabyte) : '',
    share === undefined ? '' : `${Math.round(share * 100)} %`,
  ];
}

function cell(result: SubjectResult | undefined): string {
  if (result === undefined) return '';
  const { median, lowest, highest, errors } = result;
  if (median === undefined) return 'failed';
  const spread = lowest === highest ? '' : ` (${significant(lowest)}–${significant(highest)})`;
  return `${significant(median)}${spread}${errors.length > 0 ? ' with errors' : ''}`;
}
