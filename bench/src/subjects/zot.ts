import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@lading/e2e/harness/free-port';
import { fillByHttp } from '../fill/fill-by-http.js';
import { startServer } from './server-process.js';
import { readOutput, runs, type Subject } from './subject.js';

const command = process.env.BENCH_ZOT ?? 'zot';

/** Its defaults. Commits are flushed, as they are with all the others. */
export const zot: Subject = {
  name: 'zot',
  title: 'zot',
  isInstalled: () => runs(command, '--version'),
  version: () => readOutput(command, '--version'),

  async start(directory) {
    const data = join(directory, 'data');
    mkdirSync(data, { recursive: true });
    const port = await findFreePort();
    const file = join(directory, 'config.json');
    const settings = {
      storage: { rootDirectory: data, commit: true },
      http: { address: '127.0.0.1', port: String(port) },
      log: { level: 'info' },
    };
    writeFileSync(file, JSON.stringify(settings));
    const server = await startServer({ command: [command, 'serve', file], logFile: join(directory, 'zot.log'), port });
    // It writes the list of a repository anew for each tag, so 100,000 of them would take hours.
    return { ...server, fill: (content) => fillByHttp(port, content, { referrers: true }) };
  },
};
