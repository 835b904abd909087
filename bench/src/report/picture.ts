import type { Subject, SubjectName } from '../subjects/subject.js';
import { significant } from './significant.js';
import { isPeer, type LoadResult } from './summary.js';

interface Bar {
  readonly subject: SubjectName;
  readonly median: number;
  /** To the best other registry: more is better. */
  readonly ratio: number;
}

interface Group extends Pick<LoadResult, 'title' | 'unit'> {
  readonly bars: readonly Bar[];
}

type Scale = (ratio: number) => number;

const [labelWidth, barWidth, barHeight, gap, top] = [330, 560, 12, 14, 60] as const;
const colours: Readonly<Record<SubjectName, string>> = {
  lading: '#0b6e4f',
  'distribution-2': '#8d99ae',
  'distribution-3': '#5c677d',
  zot: '#c08552',
  nginx: '#d9d9d9',
};

/** One bar for each load and subject, against the best other registry: 1 is as good, further right is better. */
export function drawPicture(
  results: readonly LoadResult[],
  subjects: readonly Pick<Subject, 'name' | 'title'>[],
): string {
  const groups = results.map(groupOf).filter(({ bars }) => bars.length > 1);
  const ratios = groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio));
  const [least, most] = [Math.min(0.1, ...ratios), Math.max(10, ...ratios)];
  const x: Scale = (ratio) => labelWidth + (Math.log(ratio / least) / Math.log(most / least)) * barWidth;
  const parts: string[] = [];
  let y: number = top;
  for (const group of groups) {
    parts.push(...drawGroup(group, x, y));
    y += group.bars.length * barHeight + gap;
  }
  const lines = [0.1, 0.5, 1, 2, 6, 10, 50]
    .filter((ratio) => ratio >= least && ratio <= most)
    .map((ratio) => drawLine(ratio, x, y));
  const names = subjects.map(({ name, title }, index) => {
    const at = 20 + index * 150;
    return `<rect x="${at}" y="12" width="12" height="12" fill="${colours[name]}"/>${text(at + 18, 23, title, 'start')}`;
  });
  const width = labelWidth + barWidth + 80;
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${y}" viewBox="0 0 ${width} ${y}" font-family="sans-serif" font-size="11">
<rect width="100%" height="100%" fill="white"/>
${[...names, ...lines, ...parts].join('\n')}
</svg>
`;
}

function drawGroup({ title, unit, bars }: Group, x: Scale, y: number): string[] {
  const label = text(labelWidth - 8, y + barHeight, `${title} (${unit})`, 'end');
  const drawn = bars.flatMap(({ subject, median, ratio }, index) => {
    const at = y + index * barHeight;
    const width = Math.max(1, x(ratio) - labelWidth).toFixed(1);
    return [
      `<rect x="${labelWidth}" y="${at}" width="${width}" height="${barHeight - 2}" fill="${colours[subject]}"/>`,
      text(x(ratio) + 5, at + barHeight - 3, significant(median), 'start'),
    ];
  });
  return [label, ...drawn];
}

function drawLine(ratio: number, x: Scale, bottom: number): string {
  const at = x(ratio).toFixed(1);
  const colour = ratio === 1 ? '#333' : '#ddd';
  const line = `<line x1="${at}" x2="${at}" y1="${top - 8}" y2="${bottom}" stroke="${colour}"/>`;
  return `${line}${text(x(ratio), top - 14, `${ratio}×`, 'middle')}`;
}

function groupOf({ title, unit, better, subjects }: LoadResult): Group {
  const done = subjects.flatMap(({ subject, median = 0 }) => (median > 0 ? [{ subject, median }] : []));
  const peers = done.filter(({ subject }) => isPeer(subject));
  const compared = (peers.length > 0 ? peers : done).map(({ median }) => median);
  const best = (better === 'more' ? Math.max : Math.min)(...compared);
  const bars = done.map(({ subject, median }) => {
    return { subject, median, ratio: better === 'more' ? median / best : best / median };
  });
  return { title, unit, bars };
}

function text(x: number, y: number, content: string, anchor: 'start' | 'middle' | 'end'): string {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}
