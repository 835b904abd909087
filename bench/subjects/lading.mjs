import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../.ci/harness/free-port.mjs';
import { projectDirectory } from '../../.ci/harness/paths.mjs';
import { fillByHttp } from '../fill/fill-by-http.mjs';
import { fillBySql } from '../fill/fill-by-sql.mjs';
import { startServer } from './server-process.mjs';

/** The registry of a checkout as it is deployed: two workers, its own PostgreSQL, everything else as it is by default. */
export function ladingOf(checkout) {
  const main = join(checkout, 'apps/registry/dist/main.js');
  return {
    name: 'lading',
    title: 'Lading',
    isInstalled: async () => existsSync(main),
    version: async () => JSON.parse(readFileSync(join(checkout, 'apps/registry/package.json'), 'utf8')).version,

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
      return { ...server, databaseUrl: databaseUrlOf(data) };
    },

    async fill(server, content) {
      await fillByHttp(server, content, { referrers: true });
      await fillBySql(server.databaseUrl, content);
    },
  };
}

export const lading = ladingOf(projectDirectory);

/** The socket and the password of the PostgreSQL in a data folder. */
function databaseUrlOf(data) {
  const folder = join(data, 'postgres');
  const password = readFileSync(join(folder, 'password'), 'utf8').trim();
  const cluster = readdirSync(folder).find((name) => existsSync(join(folder, name, 'postmaster.pid')));
  const host = encodeURIComponent(join(folder, cluster));
  return `postgresql://lading:${password}@localhost:5432/lading?host=${host}`;
}
