const mostNames = 6;

const introduction = `<!-- Written by scripts/requirements-table.mjs from the requirements, cases and tests; do not edit. -->

# What a registry has to do, and what proves that ours does

Each requirement has the number by which cases and tests name it. Numbers up to \`DEL\`, \`AUTH\` and \`EXT\` follow the OCI
distribution-spec; \`LEG\` is what Docker registries did before it, \`CLI\` is what real clients need, and \`BAD\` is input that
must do no harm. \`SUITE\` marks what no text but an official conformance suite demands, and † what no release of the
specification has yet. The sentences are ours; the specification's own words decide.

A proof is a case of \`@lading/conformance\`, which any registry or store can be held to, or a test of a package or an app.
`;

/** The whole page, as Markdown. */
export function writeTable(groups) {
  return `${[introduction, ...groups.map(writeGroup)].join('\n')}`;
}

function writeGroup({ title, requirements }) {
  const rows = requirements.map(writeRow).join('\n');
  return `## ${title}\n\n| Number | Level | Requirement | Proof |\n| --- | --- | --- | --- |\n${rows}\n`;
}

function writeRow({ id, level, statement, unreleased, unproven, cases, files }) {
  const proofs = [...shorten(cases.map((name) => `\`${name}\``)), ...shorten(files.map(linkTo))];
  const proof = proofs.length > 0 ? proofs.join(', ') : `none: ${unproven}`;
  return `| ${id}${unreleased ? ' †' : ''} | ${level} | ${statement} | ${proof} |`;
}

function shorten(names) {
  return names.length <= mostNames ? names : [...names.slice(0, mostNames), `and ${names.length - mostNames} more`];
}

function linkTo(file) {
  return `[${file.replace('/test/', ' ')}](../${file})`;
}
