import { copyFile, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { CertificationError } from './certification-error.js';
import { type OfficialResults, officialReports, readOfficialResults } from './official-results.js';
import { type Product, readProduct } from './product.js';

/** What opencontainers/oci-conformance asks of each submission: these files, and no other. */
export const submissionFiles = ['PRODUCT.yaml', 'README.md', ...officialReports] as const;

/** `distribution-spec/v1.1/product`: where a submission belongs in opencontainers/oci-conformance. */
export function submissionPath(version: string, name: string): string {
  return join('distribution-spec', `v${version}`, name);
}

/** A folder's name for a product: `Turbo Encabulator` becomes `turbo-encabulator`. */
export function folderNameOf({ name }: Product): string {
  return name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
}

export interface SubmissionParts {
  /** The text of PRODUCT.yaml. */
  readonly product: string;
  /** Markdown that tells how to install, configure and start the registry. */
  readonly instructions: string;
  /** The variables that the suite was told by. */
  readonly settings: Readonly<Record<string, string>>;
  readonly results: OfficialResults;
  /** What the suite printed. */
  readonly printed: string;
  /** Where the suite left its reports. */
  readonly reports: string;
}

/** Writes the files of a submission into a folder; the folder is made. */
export async function writeSubmission(directory: string, parts: SubmissionParts): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'PRODUCT.yaml'), parts.product);
  await writeFile(join(directory, 'README.md'), readmeOf(parts));
  for (const name of officialReports) await copyFile(join(parts.reports, name), join(directory, name));
}

function readmeOf({ product, instructions, settings, results, printed }: SubmissionParts): string {
  const { name, version } = readProduct(product).product;
  const summary = printed.slice(Math.max(0, printed.indexOf('OCI Conformance Result'))).trim();
  const exported = Object.entries(settings).map(([key, value]) => `  export ${key}=${quoteForShell(value)}`);
  const password = settings.OCI_USERNAME === undefined ? [] : ['  export OCI_PASSWORD # that of this user'];
  const revision = results.commit === 'unknown' ? '' : ` at commit ${results.commit}`;
  return `# ${name} ${version}

${instructions.trim()}

## Run the conformance tests

With a checkout of [distribution-spec](https://github.com/opencontainers/distribution-spec)${revision}, while the registry runs:

\`\`\`shell
cd distribution-spec/conformance
(
${[...exported, ...password].join('\n')}
  go run -buildvcs=true .
)
\`\`\`

It ends with:

\`\`\`text
${summary}
\`\`\`

Each request and answer is in \`report.html\`.
`;
}

function quoteForShell(text: string): string {
  return `'${text.replaceAll("'", "'\\''")}'`;
}

/**
 * Checks a folder as a reviewer does: its place, its files, and their content.
 * @throws CertificationError with everything that is wrong
 */
export async function checkSubmission(directory: string): Promise<void> {
  const [, version] = /^v(\d+\.\d+)$/.exec(basename(dirname(resolve(directory)))) ?? [];
  const names = await readdir(directory).catch((): string[] => []);
  const read = (name: string) => readFile(join(directory, name), 'utf8').catch(() => '');
  const [product, readme] = [await read('PRODUCT.yaml'), await read('README.md')];
  const { problems } = await readOfficialResults(directory, version ?? '');
  const reasons = [
    ...(version === undefined ? ['the folder is not in one for a version, such as v1.1'] : problems),
    ...['PRODUCT.yaml', 'README.md'].filter((name) => !names.includes(name)).map((name) => `${name} is not there`),
    ...names
      .filter((name) => !(submissionFiles as readonly string[]).includes(name))
      .map((name) => `${name} is not asked for`),
    ...(names.includes('PRODUCT.yaml') ? readProduct(product).problems : []),
    ...(names.includes('README.md') && readme.trim() === '' ? ['README.md is empty'] : []),
  ];
  if (reasons.length > 0) throw new CertificationError(reasons);
}
