const head = `# Tests of access control

The promises of access control, and the files that test them. The title of each test names its rows. \`node scripts/access-tests.mjs\` generates this page.
`;

/** The page in Markdown. */
export function writePage(groups, proofs) {
  const sections = groups.map(({ title, rows }) => `## ${title}\n\n${table(rows, proofs)}\n`);
  return [head, ...sections].join('\n');
}

/** The rows with neither a test nor a reason, and the numbers in titles that are no row. */
export function findGaps(groups, proofs) {
  const rows = new Map(
    groups.flatMap(({ rows }) => Object.entries(rows)).map(([number, row]) => [Number(number), row]),
  );
  const unproved = [...rows].filter(([number, { reason }]) => reason === undefined && !proofs.has(number));
  const unknown = [...proofs].filter(([number]) => !rows.has(number));
  return [
    ...unproved.map(([number]) => `row ${number} of docs/access-tests.md has neither a test nor a reason`),
    ...unknown.map(([number, files]) => `[A${number}] is no row of docs/access-tests.md: ${files.join(', ')}`),
  ];
}

function table(rows, proofs) {
  const cells = Object.entries(rows).map(([number, row]) => [
    `A${number}`,
    typeof row === 'string' ? row : row.text,
    proofOf(Number(number), row, proofs),
  ]);
  const all = [['Row', 'Promise', 'Tests'], ...cells];
  const widths = [0, 1, 2].map((column) => Math.max(...all.map((line) => line[column].length)));
  const lines = all.map((line) => `| ${line.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [lines[0], rule, ...lines.slice(1)].join('\n');
}

function proofOf(number, row, proofs) {
  const files = proofs.get(number);
  if (files === undefined) return row.reason ?? '';
  return files.map((file) => `\`${file}\``).join(', ');
}
