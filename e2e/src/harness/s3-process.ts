import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { findFreePort } from './free-port.js';
import { runCommand } from './run-command.js';
import { makeTemporaryDirectory } from './temporary-directory.js';
import { waitUntil } from './wait.js';

/** A gateway to S3 by other authors, which keeps objects as files. The Go module proxy has it. */
const versitygw = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const credentials = { accessKeyId: 'ladingtest', secretAccessKey: 'ladingtestsecret' };
const bucket = 'lading-test';

/** An S3 server with one bucket. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  stop(): Promise<void>;
}

/** Builds the S3 server, which takes minutes the first time. Resolves to its program. */
export async function installS3Server(): Promise<string> {
  await runCommand('go', ['install', versitygw], { seconds: 900, env: { ...process.env, CGO_ENABLED: '0' } });
  const { stdout } = await runCommand('go', ['env', 'GOPATH']);
  return join(stdout.trim(), 'bin', 'versitygw');
}

/** Starts it on a free port of loopback with an empty bucket. */
export async function startS3Server(program: string): Promise<S3Server> {
  const directory = makeTemporaryDirectory('s3');
  mkdirSync(join(directory, 'data', bucket), { recursive: true });
  const port = await findFreePort();
  const log = openSync(join(directory, 'log'), 'w');
  const address = ['--port', `127.0.0.1:${port}`, '--quiet'];
  const child = spawn(program, [...address, 'posix', join(directory, 'data')], {
    stdio: ['ignore', log, log],
    env: { ROOT_ACCESS_KEY: credentials.accessKeyId, ROOT_SECRET_KEY: credentials.secretAccessKey },
  });
  closeSync(log);
  process.on('exit', () => child.kill('SIGKILL'));
  const endpoint = `http://127.0.0.1:${port}`;
  await waitUntil('the S3 server answers', () => answers(endpoint, child));
  return { endpoint, bucket, credentials, stop: () => stop(child) };
}

/**
 * The variables of a registry that keeps its blobs there. Clients are redirected to a host name, because some follow no
 * redirect to a private address.
 */
export function registryOnS3({ endpoint }: Pick<S3Server, 'endpoint'>) {
  return {
    LADING_STORAGE: 's3',
    LADING_S3_BUCKET: bucket,
    LADING_S3_ENDPOINT: endpoint,
    LADING_S3_PUBLIC_ENDPOINT: endpoint.replace('127.0.0.1', 'localhost'),
    LADING_S3_PATH_STYLE: 'true',
    AWS_ACCESS_KEY_ID: credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
  };
}

async function answers(endpoint: string, child: ChildProcess): Promise<boolean> {
  if (child.exitCode !== null) throw new Error(`the S3 server ended with ${child.exitCode}`);
  return (await fetch(endpoint).catch(() => undefined)) !== undefined;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  await ended;
}
