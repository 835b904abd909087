// The S3 store against an S3 server by other authors: every case of the port. `npm test` runs the same cases on a server of
// our own, and code that is only tried on that may share a misunderstanding with it.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createChecks } from './harness/checks.mjs';
import { makeTemporaryDirectory, projectDirectory } from './harness/paths.mjs';
import { runCommand } from './harness/run-command.mjs';
import { installS3Server, startS3Server } from './harness/s3-process.mjs';

const checks = createChecks('s3-server');
const program = await checks.check('the S3 server is built', installS3Server);
const server = program && (await checks.check('the S3 server starts', () => startS3Server(program)));
if (server !== undefined) {
  await checks.check('the cases ran', () => runCases(server.endpoint));
  await checks.check('the S3 server stops', () => server.stop());
}
checks.finish();

async function runCases(endpoint) {
  const results = join(makeTemporaryDirectory('s3-results'), 'results.json');
  const parameters = ['jest', 'conformance', '--json', '--outputFile', results, '--forceExit'];
  const ran = runCommand('npx', parameters, {
    cwd: join(projectDirectory, 'packages', 'storage-s3'),
    env: { ...process.env, NODE_OPTIONS: '--experimental-vm-modules', LADING_TEST_S3_ENDPOINT: endpoint },
    seconds: 800,
  });
  // A case that fails makes jest fail too; it is told below.
  await ran.catch((error) => {
    if (!existsSync(results)) throw error;
  });
  const cases = JSON.parse(readFileSync(results, 'utf8')).testResults.flatMap((file) => file.assertionResults);
  const failures = cases.filter(({ status }) => status !== 'passed');
  for (const { fullName, failureMessages } of failures) checks.note(`${fullName}\n${failureMessages.join('\n')}`);
  checks.add({ passed: cases.length - failures.length, failures: failures.map(({ fullName }) => fullName) });
  if (cases.length === 0) throw new Error('no case ran');
}
