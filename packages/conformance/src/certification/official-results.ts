import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';

/** What the suite of the specification's authors leaves in its folder. */
export const officialReports = ['results.yaml', 'report.html', 'junit.xml'] as const;

/** Without these nothing is certified; everything else that a registry lacks is told as such. */
const required = {
  apis: [
    'Blob get',
    'Blob head',
    'Manifest get by digest',
    'Manifest get by tag',
    'Manifest head by digest',
    'Manifest head by tag',
  ],
  data: ['Blobs sha256', 'Image', 'Index'],
};

export interface OfficialResults {
  /** Tests by how they ended: `passed`, `skipped`, `disabled`, `failure`, `error`. */
  readonly counts: Readonly<Record<string, number>>;
  /** What the registry lacks, or was not asked for: `Blob anonymous mount: Skip`. */
  readonly lacking: readonly string[];
  /** Revision of the suite; the suite itself may not know. */
  readonly commit: string;
  /** Why these results certify nothing. */
  readonly problems: readonly string[];
}

/** Reads the three reports in a folder, as a reviewer of a submission for a version of the specification would. */
export async function readOfficialResults(directory: string, version: string): Promise<OfficialResults> {
  const [results, page, junit] = await Promise.all(officialReports.map((name) => readReport(join(directory, name))));
  const missing = officialReports.filter((_name, place) => [results, page, junit][place] === undefined);
  const tests = testsOf(junit ?? '');
  const { rows, commit, problems } = readResults(results ?? '', version);
  return {
    counts: countBy(tests, ({ status }) => status),
    lacking: rows
      .filter(({ status }) => /^(?:Skip|Disabled)$/.test(status))
      .map(({ row, status }) => `${row}: ${status}`),
    commit,
    problems: [
      ...missing.map((name) => `${name} is not there`),
      ...(results === undefined ? [] : problems),
      ...(page === undefined ? [] : problemsOfPage(page, version)),
      ...(junit === undefined ? [] : problemsOfTests(tests)),
    ],
  };
}

async function readReport(file: string): Promise<string | undefined> {
  return readFile(file, 'utf8').catch(() => undefined);
}

interface Row {
  readonly row: string;
  readonly status: string;
}

function readResults(text: string, version: string) {
  const { config, apis, data } = parseYaml(text) as Record<'config' | 'apis' | 'data', Record<string, unknown>>;
  const rows = [apis, data].flatMap((group = {}) =>
    Object.entries(group).map(([row, status]): Row => ({ row, status: String(status) })),
  );
  const missing = (['apis', 'data'] as const).flatMap((group) =>
    required[group].filter((row) => ({ apis, data })[group]?.[row] !== 'Pass'),
  );
  return {
    rows,
    commit: String(config?.commit ?? 'unknown'),
    problems: [
      ...(sameVersion(config?.version, version) ? [] : [`results.yaml is of version ${config?.version}`]),
      ...missing.map((row) => `results.yaml has no Pass for ${row}, which is required`),
      ...rows
        .filter(({ row, status }) => !/^(?:Pass|Skip|Disabled)$/.test(status) && !missing.includes(row))
        .map(({ row, status }) => `results.yaml has ${status} for ${row}`),
    ],
  };
}

function parseYaml(text: string): unknown {
  try {
    return parse(text) ?? {};
  } catch {
    return {};
  }
}

function problemsOfPage(page: string, version: string): string[] {
  const tested = /Tested Spec<\/td>\s*<td>([^<]*)</.exec(page)?.[1] ?? 'no version';
  return sameVersion(tested, version) ? [] : [`report.html says that ${tested} was tested, not ${version}`];
}

interface OfficialTest {
  readonly name: string;
  readonly status: string;
}

function testsOf(junit: string): OfficialTest[] {
  return [...junit.matchAll(/<testcase ([^>]*)>/g)].map(([, attributes = '']) => ({
    name: /name="([^"]*)"/.exec(attributes)?.[1] ?? '',
    status: /status="([^"]*)"/.exec(attributes)?.[1] ?? 'unknown',
  }));
}

function problemsOfTests(tests: readonly OfficialTest[]): string[] {
  const wrong = tests.filter(({ status }) => !/^(?:passed|skipped|disabled)$/.test(status));
  if (tests.every(({ status }) => status !== 'passed')) return ['junit.xml has no test that passed'];
  return wrong.map(({ name, status }) => `junit.xml has ${status} for ${name}`);
}

function countBy<T>(all: readonly T[], keyOf: (one: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const one of all) counts[keyOf(one)] = (counts[keyOf(one)] ?? 0) + 1;
  return counts;
}

/** Major and minor count: 1.1 is tested by 1.1 and by 1.1.1, and not by 1.1+dev, which is not released. */
function sameVersion(found: unknown, wanted: string): boolean {
  const [, majorAndMinor] = /^v?(\d+\.\d+)(?:\.\d+)?$/.exec(String(found)) ?? [];
  return majorAndMinor === wanted;
}
