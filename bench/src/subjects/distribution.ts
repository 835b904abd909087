import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '@lading/e2e/harness/free-port';
import { fillByHttp } from '../fill/fill-by-http.js';
import { fillDistributionFiles } from '../fill/fill-distribution-files.js';
import { startServer } from './server-process.js';
import { readOutput, runs, type Subject, type SubjectName } from './subject.js';

/** As Debian's package and the project's own example configure it, without the login. */
function configuration(port: number, data: string): string {
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

function distribution(name: SubjectName, title: string, command: string): Subject {
  return {
    name,
    title,
    isInstalled: () => runs(command, '--version'),
    version: () => readOutput(command, '--version'),

    async start(directory) {
      const data = join(directory, 'data');
      mkdirSync(data, { recursive: true });
      const port = await findFreePort();
      const file = join(directory, 'config.yml');
      writeFileSync(file, configuration(port, data));
      const server = await startServer({
        command: [command, 'serve', file],
        environment: { OTEL_TRACES_EXPORTER: 'none' },
        logFile: join(directory, 'registry.log'),
        port,
      });
      return {
        ...server,
        async fill(content) {
          await fillByHttp(port, content, { referrers: false });
          fillDistributionFiles(data, content);
        },
      };
    },
  };
}

export const distribution2 = distribution(
  'distribution-2',
  'Distribution 2.8',
  process.env.BENCH_DISTRIBUTION_2 ?? 'docker-registry',
);

/** `go install github.com/distribution/distribution/v3/cmd/registry@v3.1.2` */
export const distribution3 = distribution(
  'distribution-3',
  'Distribution 3',
  process.env.BENCH_DISTRIBUTION_3 ?? 'registry',
);
