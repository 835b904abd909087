import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startCountingProxy } from '../harness/counting-proxy.mjs';
import { projectDirectory } from '../harness/paths.mjs';
import { runCommand } from '../harness/run-command.mjs';

/** Blobs and manifests that an import has read from S3 before it is killed. */
const blobsRead = 6;

/**
 * Starts an import and kills it as soon as the first blobs are ours. The next import has to start the database again, which
 * was killed too.
 */
export async function killImport({ root, environment }, dataDirectory, endpoint) {
  const program = join(projectDirectory, 'apps', 'registry', 'dist', 'main.js');
  const marker = `${dataDirectory}.marker`;
  const begun =
    endpoint === undefined
      ? '[ -n "$(find "$LADING_DATA_DIR/blobs/blobs" -type f 2>/dev/null)" ]'
      : `[ -e "${marker}" ]`;
  const script = `"$@" & pid=$!
    for i in $(seq 3000); do ${begun} && break; sleep 0.01; done
    kill -9 $pid`;
  mkdirSync(dirname(dataDirectory), { recursive: true });
  writeFileSync(`${dataDirectory}.sh`, script);
  const proxy = endpoint === undefined ? undefined : await startCountingProxy(endpoint);
  const seen = [];
  const watch = setInterval(() => {
    seen.push(...(proxy?.take().requests ?? []).filter((line) => /^GET .*\/data$/.test(line)));
    if (seen.length >= blobsRead) writeFileSync(marker, '');
  }, 5);
  const through = proxy === undefined ? {} : { LADING_S3_ENDPOINT: `http://${proxy.host}` };
  await runCommand('sh', [`${dataDirectory}.sh`, process.execPath, program, 'import', '--from-distribution', root], {
    env: { ...process.env, LADING_DATA_DIR: dataDirectory, ...environment, ...through },
  }).finally(() => clearInterval(watch));
  await proxy?.stop();
  if (proxy !== undefined && seen.length < blobsRead) throw new Error('it ended before it could be killed');
}
