import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { findFreePort } from './free-port.mjs';
import { makeTemporaryDirectory } from './paths.mjs';
import { runCommand } from './run-command.mjs';

/** A gateway to S3 by other authors, which keeps objects as files; the best kept that the Go module proxy gives. */
const versitygw = 'github.com/versity/versitygw/cmd/versitygw@v1.8.0';
const credentials = { accessKeyId: 'ladingtest', secretAccessKey: 'ladingtestsecret' };
const bucket = 'lading-test';

/** Builds the server if this machine does not have it yet: some minutes then, a second otherwise. */
export async function installS3Server() {
  await runCommand('go', ['install', versitygw], { seconds: 900, env: { ...process.env, CGO_ENABLED: '0' } });
  const { stdout } = await runCommand('go', ['env', 'GOPATH']);
  return join(stdout.trim(), 'bin', 'versitygw');
}

/** Starts it on a free port of loopback with an empty bucket. */
export async function startS3Server(program) {
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
  await untilAnswers(endpoint, child);
  return { endpoint, bucket, credentials, directory, stop: () => stop(child) };
}

/** What a registry must be told to keep its blobs there. Clients are sent to a host name, as some follow to no private address. */
export function registryOnS3({ endpoint }) {
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

async function untilAnswers(endpoint, child) {
  for (let attempt = 0; attempt < 600; attempt++) {
    if (child.exitCode !== null) throw new Error(`the S3 server ended with ${child.exitCode}`);
    if (await fetch(endpoint).catch(() => undefined)) return;
    await sleep(100);
  }
  throw new Error('the S3 server does not answer');
}

async function stop(child) {
  if (child.exitCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  await ended;
}
