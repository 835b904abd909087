import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The root of this checkout. */
export const projectDirectory = fileURLToPath(new URL('../../..', import.meta.url)).replace(/\/$/, '');

/** Receives the figures of each check and the reports of other programs. */
export const reportsDirectory = join(projectDirectory, 'reports');

/** The built program of an app. */
export function programOf(app: 'registry' | 'cli'): string {
  return join(projectDirectory, 'apps', app, 'dist', 'main.js');
}
