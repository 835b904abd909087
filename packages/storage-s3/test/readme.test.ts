import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import { execPath } from 'node:process';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { readmeExamples } from '../../../readme-examples.mjs';
import type { S3Server } from './support/s3-server/s3-server.js';
import { bucket, credentials, startServer } from './support/test-storage.js';

const folder = resolve(import.meta.dirname, '..');
const runner = pathToFileURL(resolve(folder, '..', '..', 'readme-examples.mjs'));

/** Runs the first example in a process that gets the storage and its credentials from the environment. */
async function runExample({ endpoint }: S3Server): Promise<string> {
  const script = `import { readmeExamples } from ${JSON.stringify(runner)};
    process.stdout.write(await readmeExamples(${JSON.stringify(folder)})[0].run());`;
  const env = {
    ...process.env,
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
  const { stdout } = await promisify(execFile)(execPath, ['--input-type=module', '--eval', script], { env });
  return stdout;
}

describe('README.md', () => {
  let server: S3Server;

  beforeAll(async () => {
    server = await startServer();
  });

  afterAll(() => server.stop());

  it('shows how a blob is pushed in chunks, read in part and redirected to', async () => {
    expect(await runExample(server)).toBe('layer\n600\n');
    expect(server.stored.objects.size).toBe(0);
  }, 120_000);

  it('has no example that is not run', () => {
    expect(readmeExamples(folder)).toHaveLength(1);
  });
});
