import { significant } from './significant.mjs';
import { isPeer } from './summary.mjs';

const [labelWidth, barWidth, barHeight, gap, top] = [330, 560, 12, 14, 60];
const colours = {
  lading: '#0b6e4f',
  'distribution-2': '#8d99ae',
  'distribution-3': '#5c677d',
  zot: '#c08552',
  nginx: '#d9d9d9',
};

/** One bar for each load and subject, against the best other registry: 1 is as good, further right is better. */
export function drawPicture(results, subjects) {
  const groups = results.map(barsOf).filter(({ bars }) => bars.length > 1);
  const ratios = groups.flatMap(({ bars }) => bars.map(({ ratio }) => ratio));
  const [least, most] = [Math.min(0.1, ...ratios), Math.max(10, ...ratios)];
  const x = (ratio) => labelWidth + (Math.log(ratio / least) / Math.log(most / least)) * barWidth;
  let y = top;
  const parts = [];
  for (const { title, unit, bars } of groups) {
    parts.push(text(labelWidth - 8, y + barHeight, `${title} (${unit})`, 'end'));
    for (const { subject, median, ratio } of bars) {
      const width = Math.max(1, x(ratio) - labelWidth).toFixed(1);
      parts.push(
        `<rect x="${labelWidth}" y="${y}" width="${width}" height="${barHeight - 2}" fill="${colours[subject]}"/>`,
      );
      parts.push(text(x(ratio) + 5, y + barHeight - 3, significant(median), 'start'));
      y += barHeight;
    }
    y += gap;
  }
  const lines = [0.1, 0.5, 1, 2, 6, 10, 50]
    .filter((ratio) => ratio >= least && ratio <= most)
    .map((ratio) => {
      const at = x(ratio).toFixed(1);
      const line = `<line x1="${at}" x2="${at}" y1="${top - 8}" y2="${y}" stroke="${ratio === 1 ? '#333' : '#ddd'}"/>`;
      return `${line}${text(x(ratio), top - 14, `${ratio}×`, 'middle')}`;
    });
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

function barsOf({ title, unit, better, subjects }) {
  const done = subjects.filter(({ median }) => median > 0);
  const peers = done.filter(({ subject }) => isPeer(subject)).map(({ median }) => median);
  const measures = peers.length > 0 ? peers : done.map(({ median }) => median);
  const best = (better === 'more' ? Math.max : Math.min)(...measures);
  const bars = done.map(({ subject, median }) => ({
    subject,
    median,
    ratio: better === 'more' ? median / best : best / median,
  }));
  return { title, unit, bars };
}

function text(x, y, content, anchor) {
  const escaped = content.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<text x="${x.toFixed(1)}" y="${y}" text-anchor="${anchor}">${escaped}</text>`;
}
