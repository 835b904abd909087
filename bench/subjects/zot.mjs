import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../.ci/harness/free-port.mjs';
import { runCommand } from '../../.ci/harness/run-command.mjs';
import { fillByHttp } from '../fill/fill-by-http.mjs';
import { startServer } from './server-process.mjs';

const command = process.env.BENCH_ZOT ?? 'zot';

/** Its defaults; commits are flushed, as they are everywhere else here. */
export const zot = {
  name: 'zot',
  title: 'zot',
  isInstalled: () =>
    runCommand(command, ['--version'], { seconds: 10 }).then(
      () => true,
      () => false,
    ),
  version: async () => {
    const { stdout, stderr } = await runCommand(command, ['--version'], { seconds: 10 });
    return `${stdout}${stderr}`.trim();
  },

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
    return startServer({ command: [command, 'serve', file], logFile: join(directory, 'zot.log'), port });
  },

  /** It writes the list of a repository anew for each tag, so that 100,000 of them would take hours. */
  fill: (server, content) => fillByHttp(server, content, { referrers: true }),
};
