import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const projectDirectory = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Receives the figures of each check and the reports of other programs. */
export const reportsDirectory = join(projectDirectory, 'reports');

/** The built program of an app, of this checkout or of another. */
export function programOf(app: 'registry' | 'cli', checkout = projectDirectory): string {
  const folder = join(checkout, 'apps', app);
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as { bin: Record<string, string> };
  return join(folder, ...Object.values(bin).slice(0, 1));
}
