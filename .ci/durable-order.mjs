// What a 201 promises, seen from the kernel's side: before it is written, the bytes are flushed, renamed into place, their
// folder is flushed, and so are folders just made, and PostgreSQL has flushed its log.
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChecks } from './harness/checks.mjs';
import { makeImage } from './harness/image.mjs';
import { makeTemporaryDirectory } from './harness/paths.mjs';
import { signal } from './harness/process-tree.mjs';
import { pushImage } from './harness/push-and-pull.mjs';
import { startRegistry } from './harness/registry-process.mjs';
import { parseSystemCalls } from './harness/system-calls.mjs';

const checks = createChecks('durable-order');
const work = makeTemporaryDirectory('durable-order');
const dataDirectory = join(work, 'data');
const traceFile = join(work, 'trace');
const registry = await startRegistry({ dataDirectory });
// The first push warms up, so that what is traced is a push like any other.
await pushImage(registry.url, 'order/first', 'v1', makeImage('first'));

const image = makeImage('traced', [50_000, 3_000_000]);
const stopTracing = await startTracing(registry.pids());
await pushImage(registry.url, 'order/traced', 'v1', image);
await stopTracing();

const calls = parseSystemCalls(readFileSync(traceFile, 'utf8'));
const answers = calls.filter(
  ({ name, text }) => /^(write|writev|sendto|sendmsg)$/.test(name) && text.includes('HTTP/1.1 201'),
);
checks.note(`${calls.length} system calls, ${answers.length} answers 201`);
for (const { digest, bytes } of image.blobs) {
  await checks.check(`a blob of ${bytes.length} bytes: flushed, renamed, folder flushed, logged, then 201`, () =>
    checkBlob(digest),
  );
}
await checks.check('the manifest: PostgreSQL flushed its log, then 201', () => {
  const [previous, last] = answers.slice(-2);
  expectLogFlush(previous.start, last.start);
});
await checks.check('one 201 for each blob and one for the manifest', () => {
  if (answers.length !== image.blobs.length + 1) throw new Error(`${answers.length} answers`);
});
await checks.check('the registry stops', () => registry.stop());
checks.finish();

function checkBlob(digest) {
  const encoded = digest.slice('sha256:'.length);
  const rename = calls.find(
    ({ name, text, result }) => /^(rename|link)/.test(name) && text.includes(encoded) && result === 0,
  );
  if (rename === undefined) throw new Error(`nothing was renamed to ${encoded}`);
  const [source, target] = [...rename.text.matchAll(/"([^"]+)"/g)].map(([, path]) => path);
  const answer = answers.find(({ start }) => start > rename.end);
  if (answer === undefined) throw new Error('no 201 after the rename');

  const writes = calls.filter(({ name, text }) => /^p?write/.test(name) && text.includes(`<${source}>`));
  if (writes.length === 0) throw new Error(`nothing was written to ${source}`);
  expectFlush(source, Math.max(...writes.map(({ end }) => end)), rename.start);
  expectFlush(dirname(target), rename.end, answer.start);
  for (const made of calls.filter(
    ({ name, result, start }) => /^mkdir/.test(name) && result === 0 && start < answer.start,
  )) {
    const [, path] = /"([^"]+)"/.exec(made.text) ?? [];
    if (target.startsWith(`${path}/`)) expectFlush(dirname(path), made.end, answer.start);
  }
  expectLogFlush(rename.end, answer.start);
}

function expectFlush(path, after, before) {
  const flushed = calls.some(
    ({ name, text, result, start, end }) =>
      /^f(data)?sync$/.test(name) && result === 0 && text.includes(`<${path}>`) && start > after && end < before,
  );
  if (!flushed) throw new Error(`${path} was not flushed in time`);
}

function expectLogFlush(after, before) {
  const flushed = calls.some(
    ({ name, text, result, start, end }) =>
      /^f(data)?sync$/.test(name) && result === 0 && text.includes('/pg_wal/') && start > after && end < before,
  );
  if (!flushed) throw new Error('PostgreSQL did not flush its log before the answer');
}

/** Follows these processes and whatever they start; gives a function that ends that. */
async function startTracing(pids) {
  const traced =
    'fsync,fdatasync,rename,renameat,renameat2,link,linkat,mkdir,mkdirat,write,writev,pwrite64,pwritev,pwritev2,sendto,sendmsg';
  const parameters = [
    '-f',
    '-y',
    '-s',
    '32',
    '-o',
    traceFile,
    '-e',
    `trace=${traced}`,
    ...pids.flatMap((pid) => ['-p', String(pid)]),
  ];
  const strace = spawn('strace', parameters, { stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = new Promise((resolve) => strace.once('close', resolve));
  let messages = '';
  strace.stderr.on('data', (chunk) => {
    messages += chunk;
  });
  process.on('exit', () => signal(strace.pid, 'SIGKILL'));
  const attached = () => pids.filter((pid) => messages.includes(`Process ${pid} attached`)).length;
  for (let tries = 0; attached() < pids.length; tries += 1) {
    if (tries > 100 || strace.exitCode !== null)
      throw new Error(`strace follows ${attached()} of ${pids.length}:\n${messages}`);
    await sleep(100);
  }
  return async () => {
    strace.kill('SIGINT');
    await closed;
  };
}
