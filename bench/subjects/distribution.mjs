import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../../.ci/harness/free-port.mjs';
import { runCommand } from '../../.ci/harness/run-command.mjs';
import { fillByHttp } from '../fill/fill-by-http.mjs';
import { fillDistributionFiles } from '../fill/fill-distribution-files.mjs';
import { startServer } from './server-process.mjs';

/** As Debian's package and the project's own example configure it, without the login. */
function configuration(port, data) {
  return `version: 0.1
log:
  fields:
    service: registry
storage:
  cache:
    blobdescriptor: inmemory
  filesystem:
    rootdirectory: ${data}
  delete:
    enabled: true
http:
  addr: 127.0.0.1:${port}
  headers:
    X-Content-Type-Options: [nosniff]
health:
  storagedriver:
    enabled: true
    interval: 10s
    threshold: 3
`;
}

function distribution({ name, title, command, parameters = [] }) {
  return {
    name,
    title,
    isInstalled: () =>
      runCommand(command, ['--version'], { seconds: 10 }).then(
        () => true,
        () => false,
      ),
    version: async () => (await runCommand(command, ['--version'], { seconds: 10 })).stdout.trim(),

    async start(directory) {
      const data = join(directory, 'data');
      mkdirSync(data, { recursive: true });
      const port = await findFreePort();
      const file = join(directory, 'config.yml');
      writeFileSync(file, configuration(port, data));
      const server = await startServer({
        command: [command, 'serve', ...parameters, file],
        environment: { OTEL_TRACES_EXPORTER: 'none' },
        logFile: join(directory, 'registry.log'),
        port,
      });
      return { ...server, data };
    },

    async fill(server, content) {
      await fillByHttp(server, content, { referrers: false });
      fillDistributionFiles(server.data, content);
    },
  };
}

export const distribution2 = distribution({
  name: 'distribution-2',
  title: 'Distribution 2.8',
  command: process.env.BENCH_DISTRIBUTION_2 ?? 'docker-registry',
});

/** `go install github.com/distribution/distribution/v3/cmd/registry@v3.1.2` */
export const distribution3 = distribution({
  name: 'distribution-3',
  title: 'Distribution 3',
  command: process.env.BENCH_DISTRIBUTION_3 ?? 'registry',
});
