import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from '../harness/free-port.mjs';
import { startRegistry } from '../harness/registry-process.mjs';

/**
 * The registries that the scenarios are for, and what each of them can do. `CLIENT_SCENARIOS_PEER` names the command of
 * another one, which starts from `PORT` and `LADING_DATA_DIR`; `CLIENT_SCENARIOS_CANNOT` what it can't: `referrers,deleteTags`.
 */
export const peers = [
  {
    name: 'Lading',
    can: { referrers: true, deleteTags: true },
    start: (work) => startRegistry({ dataDirectory: join(work, 'data') }),
  },
  { name: 'Distribution v2', can: { referrers: false, deleteTags: false }, start: distribution('docker-registry') },
  { name: 'Distribution v3', can: { referrers: false, deleteTags: true }, start: distribution('registry') },
  ...otherPeer(process.env.CLIENT_SCENARIOS_PEER, process.env.CLIENT_SCENARIOS_CANNOT?.split(',') ?? []),
];

/** Starts Docker's Distribution by its configuration file; `auth` is that part of it. */
export function distribution(program) {
  return async (work, { auth } = {}) => {
    const port = await findFreePort();
    mkdirSync(join(work, 'blobs'), { recursive: true });
    const configuration = {
      version: '0.1',
      log: { level: 'error', accesslog: { disabled: true } },
      storage: { filesystem: { rootdirectory: join(work, 'blobs') }, delete: { enabled: true } },
      http: { addr: `127.0.0.1:${port}` },
      ...(auth === undefined ? {} : { auth }),
    };
    // JSON is YAML.
    writeFileSync(join(work, 'configuration.yml'), JSON.stringify(configuration));
    const command = [program, 'serve', join(work, 'configuration.yml')];
    const readyStatuses = auth === undefined ? [200] : [401];
    const environment = { OTEL_TRACES_EXPORTER: 'none' };
    return startRegistry({ dataDirectory: join(work, 'data'), command, port, readyStatuses, environment });
  };
}

function otherPeer(command, cannot) {
  if (command === undefined) return [];
  const can = { referrers: !cannot.includes('referrers'), deleteTags: !cannot.includes('deleteTags') };
  const start = (work) => startRegistry({ dataDirectory: join(work, 'data'), command: command.split(' ') });
  return [{ name: command, can, start }];
}
