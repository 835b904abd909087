// Runs every case of the port for blob stores on an S3 server by other authors. `npm test` runs the same cases on a server of
// our own, which may share a misunderstanding with the store.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Checks } from './harness/checks.js';
import { projectDirectory } from './harness/paths.js';
import { runToEnd } from './harness/run-command.js';
import { installS3Server, startS3Server } from './harness/s3-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

/** The part of jest's JSON output that is read here. */
interface JestResults {
  readonly testResults: readonly { readonly assertionResults: readonly JestResult[] }[];
}

interface JestResult {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages: readonly string[];
}

const checks = new Checks('s3-server');
const program = await checks.check('the S3 server is built', installS3Server);
const server = program && (await checks.check('the S3 server starts', () => startS3Server(program)));
if (server) {
  await checks.check('the cases ran', () => runCases(server.endpoint));
  await checks.check('the S3 server stops', () => server.stop());
}
checks.finish();

async function runCases(endpoint: string): Promise<void> {
  const results = join(makeTemporaryDirectory('s3-results'), 'results.json');
  const { stdout, stderr } = await runToEnd(
    'npx',
    ['jest', 'conformance', '--json', '--outputFile', results, '--forceExit'],
    {
      cwd: join(projectDirectory, 'packages', 'storage-s3'),
      env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules', LADING_TEST_S3_ENDPOINT: endpoint },
      seconds: 800,
    },
  );
  if (!existsSync(results)) throw new Error(`${stdout}${stderr}`.slice(-1500));
  const { testResults } = JSON.parse(readFileSync(results, 'utf8')) as JestResults;
  const cases = testResults.flatMap(({ assertionResults }) => assertionResults);
  const failures = cases.filter(({ status }) => status !== 'passed');
  for (const { fullName, failureMessages } of failures) checks.note(`${fullName}\n${failureMessages.join('\n')}`);
  checks.add({ passed: cases.length - failures.length, failures: failures.map(({ fullName }) => fullName) });
  if (cases.length === 0) throw new Error('no case ran');
}
