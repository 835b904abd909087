import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@lading/e2e/harness/free-port';
import { programOf, projectDirectory } from '@lading/e2e/harness/paths';
import { fillByHttp } from '../fill/fill-by-http.js';
import { fillBySql } from '../fill/fill-by-sql.js';
import { startServer } from './server-process.js';
import type { Subject, SubjectServer } from './subject.js';

export interface LadingServer extends SubjectServer {
  readonly databaseUrl: string;
}

export interface LadingOptions {
  readonly workers?: number;
  readonly environment?: NodeJS.ProcessEnv;
}

export interface LadingSubject extends Subject<LadingServer> {
  start(directory: string, options?: LadingOptions): Promise<LadingServer>;
}

/** The registry of a checkout as it is deployed: two workers, its own PostgreSQL, everything else by default. */
export function ladingOf(checkout: string): LadingSubject {
  const main = programOf('registry', checkout);
  return {
    name: 'lading',
    title: 'Lading',
    isInstalled: async () => existsSync(main),
    version: async () => readVersion(join(checkout, 'apps/registry/package.json')),

    async start(directory, { workers = 2, environment = {} } = {}) {
      const data = join(directory, 'data');
      mkdirSync(data, { recursive: true });
      const port = await findFreePort();
      const profiling = process.env.BENCH_NODE_OPTIONS?.split(' ') ?? [];
      const server = await startServer({
        command: [process.execPath, ...profiling, main],
        environment: { LADING_DATA_DIR: data, PORT: String(port), LADING_WORKERS: String(workers), ...environment },
        logFile: join(directory, 'lading.log'),
        port,
      });
      const databaseUrl = databaseUrlOf(data);
      return {
        ...server,
        databaseUrl,
        async fill(content) {
          await fillByHttp(port, content, { referrers: true });
          await fillBySql(databaseUrl, content);
        },
      };
    },
  };
}

export const lading = ladingOf(projectDirectory);

function readVersion(manifest: string): string {
  return (JSON.parse(readFileSync(manifest, 'utf8')) as { version: string }).version;
}

/** The socket and the password of the PostgreSQL in a data folder. */
function databaseUrlOf(data: string): string {
  const folder = join(data, 'postgres');
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  const cluster = readdirSync(folder).find((name) => existsSync(join(folder, name, 'postmaster.pid')));
  if (cluster === undefined) throw new Error(`no PostgreSQL runs on ${folder}`);
  const host = encodeURIComponent(join(folder, cluster));
  return `postgresql://lading:${password}@localhost:5432/lading?host=${host}`;
}
