// Traces the system calls of a push. Before a 201 is written, the bytes are flushed and renamed into place, their folder and
// new folders above it are flushed, and PostgreSQL has flushed its log.
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { startTracing } from './durable-order/strace.js';
import { parseSystemCalls, type SystemCall } from './durable-order/system-calls.js';
import { Checks } from './harness/checks.js';
import { makeImage } from './harness/image.js';
import { pushImage } from './harness/push-and-pull.js';
import { startRegistry } from './harness/registry-process.js';
import { makeTemporaryDirectory } from './harness/temporary-directory.js';

const checks = new Checks('durable-order');
const work = makeTemporaryDirectory('durable-order');
const registry = await startRegistry({ dataDirectory: join(work, 'data') });
// The first push opens connections and makes folders that later ones do not.
await pushImage(registry.url, 'order/first', 'v1', makeImage('first'));

const image = makeImage('traced', [50_000, 3_000_000]);
const traceFile = join(work, 'trace');
const stopTracing = await startTracing(registry.pids(), traceFile);
await pushImage(registry.url, 'order/traced', 'v1', image);
await stopTracing();

const calls = parseSystemCalls(readFileSync(traceFile, 'utf8'));
const answers = calls.filter(
  ({ name, text }) => /^(write|writev|sendto|sendmsg)$/.test(name) && text.includes('HTTP/1.1 201'),
);
checks.note(`${calls.length} system calls, ${answers.length} answers 201`);
for (const { digest, bytes } of image.blobs)
  await checks.check(`a blob of ${bytes.length} bytes: flushed, renamed, folder flushed, logged, then 201`, () =>
    checkBlob(digest),
  );
await checks.check('the manifest: PostgreSQL flushed its log, then 201', () => {
  const [previous, last] = answers.slice(-2);
  if (previous === undefined || last === undefined) throw new Error(`${answers.length} answers`);
  expectLogFlush(previous.start, last.start);
});
await checks.check('one 201 for each blob and one for the manifest', () => {
  if (answers.length !== image.blobs.length + 1) throw new Error(`${answers.length} answers`);
});
await checks.check('the registry stops', () => registry.stop());
checks.finish();

function checkBlob(digest: string): void {
  const rename = findRename(digest.slice('sha256:'.length));
  const [source = '', target = ''] = pathsIn(rename);
  const answer = answers.find(({ start }) => start > rename.end);
  if (answer === undefined) throw new Error('no 201 after the rename');

  const writes = calls.filter(({ name, text }) => /^p?write/.test(name) && text.includes(`<${source}>`));
  if (writes.length === 0) throw new Error(`nothing was written to ${source}`);
  expectFlush(source, Math.max(...writes.map(({ end }) => end)), rename.start);
  expectFlush(dirname(target), rename.end, answer.start);
  for (const made of calls.filter((call) => isNewFolder(call) && call.start < answer.start)) {
    const [path = ''] = pathsIn(made);
    if (target.startsWith(`${path}/`)) expectFlush(dirname(path), made.end, answer.start);
  }
  expectLogFlush(rename.end, answer.start);
}

function findRename(encoded: string): SystemCall {
  const rename = calls.find(
    ({ name, text, result }) => /^(rename|link)/.test(name) && text.includes(encoded) && result === 0,
  );
  if (rename === undefined) throw new Error(`nothing was renamed to ${encoded}`);
  return rename;
}

function isNewFolder({ name, result }: SystemCall): boolean {
  return /^mkdir/.test(name) && result === 0;
}

function pathsIn({ text }: SystemCall): string[] {
  return [...text.matchAll(/"([^"]+)"/g)].map(([, path = '']) => path);
}

function expectFlush(path: string, after: number, before: number): void {
  if (!hasFlush(`<${path}>`, after, before)) throw new Error(`${path} was not flushed in time`);
}

function expectLogFlush(after: number, before: number): void {
  if (!hasFlush('/pg_wal/', after, before)) throw new Error('PostgreSQL did not flush its log before the answer');
}

function hasFlush(file: string, after: number, before: number): boolean {
  return calls.some(
    ({ name, text, result, start, end }) =>
      /^f(data)?sync$/.test(name) && result === 0 && text.includes(file) && start > after && end < before,
  );
}
