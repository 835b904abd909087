import { programOf } from '../harness/paths.js';
import { runToEnd } from '../harness/run-command.js';
import type { Place } from './place.js';

/** What `import` prints. */
export interface ImportCounts {
  readonly blobs: number;
  readonly linked: number;
  readonly manifests: number;
  readonly tags: number;
  readonly skipped: number;
}

export interface ImportResult {
  readonly code: number | null;
  readonly counts: ImportCounts;
  /** Its log, with a line for each thing that stays behind. */
  readonly lines: string;
}

/** Runs `import` to its end. It ends with 2 if something stays behind. */
export async function runImport(
  options: readonly string[],
  { root, environment }: Pick<Place, 'root' | 'environment'>,
  dataDirectory: string,
): Promise<ImportResult> {
  const parameters = [programOf('registry'), 'import', '--from-distribution', root, ...options];
  const env = { ...process.env, LADING_DATA_DIR: dataDirectory, ...environment };
  const { code, stdout, stderr } = await runToEnd(process.execPath, parameters, { env, seconds: 300 });
  if (stdout === '') throw new Error(`the import ended with ${code}:\n${stderr}`);
  return { code, counts: JSON.parse(stdout) as ImportCounts, lines: stderr };
}

/** @throws Error if the log does not name all of them */
export function expectNamed(lines: string, names: readonly string[]): void {
  const missing = names.filter((name) => !lines.includes(name));
  if (missing.length > 0) throw new Error(`the log does not name ${missing.join(', ')}:\n${lines}`);
}
