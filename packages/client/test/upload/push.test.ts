import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { ScriptedRegistry } from '@lading/conformance';
import { digestOf } from '@lading/core';
import { createRegistryClient, fileSource, type UploadHandle, uploadJournal } from '../../src/index.js';
import { someBytes } from '../sample-image.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

const bytes = someBytes('push', 3_000_000);
const digest = digestOf(bytes);

let registry: ScriptedRegistry;

beforeEach(async () => {
  registry = await ScriptedRegistry.start();
});
afterEach(async () => {
  await registry.stop();
  await removeTemporaryFolders();
});

function blobs() {
  const retry = { attempts: 4, firstDelayMilliseconds: 5 };
  return createRegistryClient(registry.url, { retry, timeoutMilliseconds: 5000 }).repository('team/app').blobs;
}

function journaled(folder: string) {
  const retry = { attempts: 2, firstDelayMilliseconds: 5 };
  const journal = uploadJournal(folder, { chunkBytes: 1_000_000 });
  return createRegistryClient(registry.url, { retry, uploadJournal: journal }).repository('team/app').blobs;
}

async function* pieces(size = 100_000): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.length; start += size) yield bytes.subarray(start, start + size);
}

const chunkRanges = () => registry.asked('PATCH').map(({ headers }) => headers['content-range']);

describe('pushing in chunks', () => {
  it('sends chunks in order, each with its range, and commits without a body [CHNK-07, CHNK-08, CHNK-12, CHNK-15, CHNK-16]', async () => {
    await blobs().push(bytes, { chunkBytes: 1_000_000 });
    expect(chunkRanges()).toEqual(['0-999999', '1000000-1999999', '2000000-2999999']);
    expect(registry.asked('PUT')[0]?.body.length).toBe(0);
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  });

  it("makes no chunk except the last smaller than the registry's minimum [CHNK-04, CHNK-05, CHNK-06]", async () => {
    registry.learn((request) => {
      if (request.method !== 'POST') return undefined;
      const answer = registry.honest(request);
      return { ...answer, headers: { ...answer.headers, 'oci-chunk-min-length': '1400000' } };
    });
    await blobs().push(bytes, { chunkBytes: 1_000_000 });
    await blobs().push(pieces(), { chunkBytes: 1_000_000 });
    const ranges = ['0-1399999', '1400000-2799999', '2800000-2999999'];
    expect(chunkRanges()).toEqual([...ranges, ...ranges]);
  });

  it('uses its own count if a registry reports one byte too many', async () => {
    registry.learn((request) => {
      if (request.method !== 'PATCH') return undefined;
      const answer = registry.honest(request);
      const last = Number(String(answer.headers?.range).split('-')[1]);
      return { ...answer, headers: { ...answer.headers, range: `0-${last + 1}` } };
    });
    await blobs().push(bytes, { chunkBytes: 2_000_000 });
    expect(chunkRanges()).toEqual(['0-1999999', '2000000-2999999']);
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  });

  it('does not begin with a chunk of one byte, whose range means an empty upload too', async () => {
    await blobs().push(bytes.subarray(0, 5), { chunkBytes: 1 });
    expect(chunkRanges()).toEqual(['0-1', '2-3', '4-4']);
  });

  it('sends smaller chunks if the registry refuses them as too large, as GHCR does', async () => {
    registry.learn(({ method, body }) => (method === 'PATCH' && body.length > 1_200_000 ? { status: 413 } : undefined));
    await blobs().push(bytes, { chunkBytes: 2_000_000 });
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  });

  it('sends the blob in one piece if the registry drops chunks, as ECR did', async () => {
    let isFirst = true;
    registry.learn((request) => {
      if (request.method !== 'PATCH') return undefined;
      const id = request.path.split('/').at(-1) ?? '';
      const answer = isFirst ? registry.honest(request) : { headers: { location: request.path } };
      isFirst = false;
      registry.uploads.set(id, registry.uploads.get(id) ?? Buffer.alloc(0));
      return { ...answer, status: 201 };
    });
    await blobs().push(bytes, { chunkBytes: 1_000_000 });
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  });

  it.each([true, false])(
    'continues at the offset after a 416 (with the offset in the response: %s) [CHNK-13]',
    async (isTold) => {
      let isFirst = true;
      registry.learn((request) => {
        if (request.method !== 'PATCH' || !isFirst || request.headers['content-range']?.startsWith('0-') === true)
          return undefined;
        isFirst = false;
        const answer = registry.honest({ ...request, headers: { 'content-range': '9-9' } });
        return isTold ? answer : { status: 416 };
      });
      await blobs().push(bytes, { chunkBytes: 1_000_000 });
      expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
    },
  );

  it('sends chunks if the registry keeps nothing of a piece that broke twice', async () => {
    registry.brokenBodies.push(200_000, 200_000);
    registry.learn(({ method, path }) => {
      const isWhole = registry.asked('PATCH').length === 0;
      if (method === 'GET' && isWhole) registry.uploads.set(path.split('/').at(-1) ?? '', Buffer.alloc(0));
      return undefined;
    });
    await blobs().push(bytes);
    expect(registry.asked('PATCH').length).toBeGreaterThan(1);
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  });

  it('fails if the registry forgets each session after its first chunk', async () => {
    registry.learn(({ method, headers }) =>
      method === 'PATCH' && headers['content-range']?.startsWith('0-') === false ? { status: 404 } : undefined,
    );
    await expect(blobs().push(bytes, { chunkBytes: 1_000_000 })).rejects.toMatchObject({ status: 404 });
    expect(registry.asked('POST').length).toBeLessThanOrEqual(5);
  });

  it('sends the missing part of a chunk in memory again [CHNK-14]', async () => {
    registry.brokenBodies.push(200_000);
    const pushed = await blobs().push(pieces(), { chunkBytes: 1_000_000 });
    expect(pushed).toMatchObject({ digest, size: bytes.length });
    expect(registry.requests.reduce((sum, { body }) => sum + body.length, 0)).toBe(bytes.length);
  });
});

describe('pushing a stream', () => {
  it('sends it in one request without a length, and ends with the digest [CHNK-20]', async () => {
    expect(await blobs().push(pieces())).toMatchObject({ digest, size: bytes.length });
    const [patch] = registry.asked('PATCH');
    expect([patch?.headers['transfer-encoding'], patch?.headers['content-range']]).toEqual(['chunked', undefined]);
  });

  it('sends it in one piece if digest and size are known', async () => {
    await blobs().push(pieces(), { digest, size: bytes.length });
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD', 'POST', 'PUT']);
  });

  it('fails and cancels the upload if the stream fails', async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield bytes.subarray(0, 1000);
      throw new Error('the source broke');
    }
    await expect(blobs().push(failing())).rejects.toThrow('the source broke');
    expect(registry.asked('DELETE')).toHaveLength(1);
  });

  it('fails if it has another size than the option says', async () => {
    await expect(blobs().push(pieces(), { digest, size: bytes.length - 1 })).rejects.toThrow();
    await expect(blobs().push(pieces(), { size: 5, chunkBytes: 1_000_000 })).rejects.toMatchObject({
      kind: 'digest-mismatch',
    });
    expect(registry.blobs.size).toBe(0);
  });

  it('accepts a web stream [PUSH-01]', async () => {
    const stream = new Blob([bytes]).stream() as ReadableStream<Uint8Array>;
    expect(await blobs().push(stream)).toMatchObject({ digest });
  });
});

describe('pushing', () => {
  it('does not send a blob that the repository has', async () => {
    registry.putBlob(bytes);
    await blobs().push(bytes);
    expect(registry.requests.map(({ method }) => method)).toEqual(['HEAD']);
  });

  it('mounts, or uses the session in the response [MNT-07]', async () => {
    await blobs().push(bytes, { mountFrom: 'other/source' });
    expect(registry.asked('POST')).toHaveLength(1);
    registry.requests.length = 0;
    await blobs().push(bytes, { mountFrom: 'other/source', checkFirst: false });
    expect(registry.requests.map(({ method }) => method)).toEqual(['POST']);
  });

  it('names another algorithm than sha256 when it opens the session [CHNK-02]', async () => {
    const pushed = await blobs().push(bytes, { algorithm: 'sha512' });
    expect(pushed.digest).toBe(digestOf(bytes, 'sha512'));
    expect(registry.asked('POST')[0]?.query.get('digest-algorithm')).toBe('sha512');
  });

  it('cancels the session when it is aborted [CANC-03]', async () => {
    const abort = new AbortController();
    registry.learn(({ method }) => {
      if (method === 'PUT') abort.abort(new Error('enough'));
      return undefined;
    });
    await expect(blobs().push(bytes, { signal: abort.signal })).rejects.toThrow('enough');
    expect(registry.asked('DELETE', '/blobs/uploads/')).toHaveLength(1);
  });

  it('reports its progress', async () => {
    const steps: number[] = [];
    await blobs().push(bytes, { onProgress: (step) => steps.push(step) });
    expect(steps.at(-1)).toBe(bytes.length);
    expect(steps.length).toBeGreaterThan(1);
  });

  it('continues an upload of a killed process in another one', async () => {
    const folder = await temporaryFolder();
    const file = join(folder, 'blob');
    await writeFile(file, bytes);
    const handles: UploadHandle[] = [];
    registry.learn(({ method, headers }) =>
      method === 'PATCH' && headers['content-range']?.startsWith('2000000') ? new Promise(() => undefined) : undefined,
    );
    const script = `
      import { createRegistryClient, fileSource } from '@lading/client';
      const { blobs } = createRegistryClient(process.argv[1]).repository('team/app');
      await blobs.push(await fileSource(process.argv[2]), { chunkBytes: 1_000_000, onUpload: (handle) => console.log(JSON.stringify(handle)) });
    `;
    const child = spawn(execPath, ['--input-type=module', '--eval', script, registry.url.href, file], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      for (const line of text.split('\n')) if (line !== '') handles.push(JSON.parse(line) as UploadHandle);
      if ((handles.at(-1)?.offset ?? 0) >= 2_000_000) child.kill('SIGKILL');
    });
    await once(child, 'exit');
    registry.learn((request) => (request.method === 'PATCH' ? registry.honest(request) : undefined));
    const before = registry.requests.length;
    const resume = handles[0] as UploadHandle;
    await blobs().push(await fileSource(file), { chunkBytes: 1_000_000, resume });
    const sent = registry.requests.slice(before).reduce((sum, { body }) => sum + body.length, 0);
    expect([sent, registry.blobs.get(digest)?.equals(bytes)]).toEqual([1_000_000, true]);
  });

  it('continues by a journal after another process was killed, and deletes finished entries', async () => {
    const folder = await temporaryFolder();
    const [file, journal] = [join(folder, 'blob'), join(folder, 'uploads')];
    await writeFile(file, bytes);
    let isStuck: () => void = () => undefined;
    const stuck = new Promise<void>((resolve) => {
      isStuck = resolve;
    });
    registry.learn(({ method, headers }) => {
      if (method !== 'PATCH' || headers['content-range']?.startsWith('2000000') !== true) return undefined;
      isStuck();
      return new Promise(() => undefined);
    });
    const script = `
      import { createRegistryClient, fileSource, uploadJournal } from '@lading/client';
      const [, registry, file, journal] = process.argv;
      const client = createRegistryClient(registry, { uploadJournal: uploadJournal(journal, { chunkBytes: 1_000_000 }) });
      await client.repository('team/app').blobs.push(await fileSource(file));
    `;
    const child = spawn(execPath, ['--input-type=module', '--eval', script, registry.url.href, file, journal], {
      stdio: 'inherit',
    });
    await stuck;
    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(await readdir(journal)).toHaveLength(1);
    registry.learn((request) => (request.method === 'PATCH' ? registry.honest(request) : undefined));
    const before = registry.requests.length;
    await journaled(journal).push(await fileSource(file));
    const sent = registry.requests.slice(before).reduce((sum, { body }) => sum + body.length, 0);
    expect([sent, registry.blobs.get(digest)?.equals(bytes)]).toEqual([1_000_000, true]);
    expect(await readdir(journal)).toEqual([]);
  });

  it('keeps the upload for the next push if the registry is gone, but not if it refused', async () => {
    const journal = join(await temporaryFolder(), 'uploads');
    const isThird = (range = '') => range.startsWith('2000000');
    registry.learn(({ method, headers }) =>
      method === 'PATCH' && isThird(headers['content-range']) ? { status: 503 } : undefined,
    );
    await expect(journaled(journal).push(bytes)).rejects.toMatchObject({ status: 503 });
    expect([registry.asked('DELETE').length, registry.uploads.size]).toEqual([0, 1]);
    registry.learn(({ method }) => (method === 'PATCH' ? { status: 403 } : undefined));
    await expect(journaled(journal).push(bytes)).rejects.toMatchObject({ status: 403 });
    expect([registry.asked('DELETE').length, registry.uploads.size]).toEqual([1, 0]);
    registry.learn((request) => (request.method === 'PATCH' ? registry.honest(request) : undefined));
    await journaled(journal).push(bytes);
    expect(registry.blobs.get(digest)?.equals(bytes)).toBe(true);
  });

  it('pushes if the journal cannot be written', async () => {
    const path = join(await temporaryFolder(), 'a file');
    await writeFile(path, '');
    await journaled(path).push(bytes);
    expect(registry.blobs.has(digest)).toBe(true);
  });

  it('ignores a damaged journal', async () => {
    const folder = await temporaryFolder();
    await mkdir(folder, { recursive: true });
    registry.learn(({ method }) => (method === 'PATCH' ? { status: 503 } : undefined));
    await journaled(folder)
      .push(bytes)
      .catch(() => undefined);
    for (const name of await readdir(folder)) await writeFile(join(folder, name), '{');
    registry.learn((request) => (request.method === 'PATCH' ? registry.honest(request) : undefined));
    await journaled(folder).push(bytes);
    expect(registry.blobs.has(digest)).toBe(true);
  });

  it('begins a new upload if that of the handle is gone', async () => {
    const handle = {
      repository: 'team/app',
      location: '/v2/team/app/blobs/uploads/gone',
      offset: 5,
      minimumChunkBytes: 0,
    };
    await blobs().push(bytes, { resume: handle });
    expect(registry.blobs.has(digest)).toBe(true);
  });

  it('refuses a handle of another repository', async () => {
    const handle = { repository: 'other/app', location: '/x', offset: 0, minimumChunkBytes: 0 };
    await expect(blobs().push(bytes, { resume: handle })).rejects.toMatchObject({ kind: 'content' });
  });
});
