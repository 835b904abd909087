import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { htmlReport } from './html-report.js';
import { junitReport } from './junit-report.js';
import type { RunReport } from './run-report.js';

/** Writes the three reports into a folder, which is made if it is not there. */
export async function writeReports(report: RunReport, directory: string): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(join(directory, 'junit.xml'), junitReport(report));
  await writeFile(join(directory, 'report.html'), htmlReport(report));
  await writeFile(join(directory, 'results.json'), `${jsonReport(report)}\n`);
}

export function jsonReport(report: RunReport): string {
  return JSON.stringify(report, undefined, 2);
}
