import { EventEmitter, once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decorate, type MetadataStore } from '@lading/core';
import { FilesystemBlobStore, MemoryMetadataStore } from '@lading/storage';
import { type RunningRegistry, startRegistry } from '../src/testing/index.js';
import { sha256 } from './support/push.js';
import { statusOf } from './support/raw-exchange.js';

/**
 * The metadata as a replica sees it that stands still: it renews no claim, and does not learn that it has lost one.
 * `watch` hears of its claims.
 */
function metadataOfPaused(shared: MetadataStore, watch: EventEmitter): MetadataStore {
  const uploads = decorate(shared.uploads, {
    claim: async (request) => {
      const claim = await shared.uploads.claim(request);
      watch.emit(claim.outcome);
      return claim;
    },
    renewClaim: () => new Promise(() => undefined),
  });
  return decorate(shared, { uploads });
}

describe('a replica that resumes after another has taken over its upload', () => {
  const settings = { uploadLeaseSeconds: 1, maximumBlobBytes: 1024 };
  const watch = new EventEmitter();
  let directory: string;
  let paused: RunningRegistry;
  let other: RunningRegistry;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'lading-paused-'));
    const metadataStore = new MemoryMetadataStore();
    const blobs = () => new FilesystemBlobStore({ directory });
    other = await startRegistry({ blobStore: blobs(), metadataStore, ...settings });
    const metadataStill = metadataOfPaused(metadataStore, watch);
    paused = await startRegistry({ blobStore: blobs(), metadataStore: metadataStill, ...settings });
  });
  afterEach(async () => {
    await Promise.all([paused.stop(), other.stop()]);
    await rm(directory, { recursive: true });
  });

  it.each([
    ['a closing PUT with a wrong digest', 'PUT', `&digest=${sha256('something else')}`, 'the rest', 400],
    [
      'a closing PUT with the right digest of its own bytes',
      'PUT',
      `&digest=${sha256('firststart the rest')}`,
      'the rest',
      404,
    ],
    ['a PATCH that is too long', 'PATCH', '', 'x'.repeat(2000), 413],
    ['a PATCH', 'PATCH', '', 'the rest', 416],
  ])('in %s does not end the upload', async (_, method, query, rest, status) => {
    const opened = await fetch(new URL('/v2/a/blobs/uploads/', other.url), { method: 'POST' });
    const first = await patch(opened.headers.get('location'), 'first');
    const location = first.headers.get('location');
    const stale = await begin(`${method} ${location}${query}`, 'start ');
    const taken = await patch(location, 'second');
    expect(taken.headers.get('range')).toBe('0-10');
    expect(statusOf(await stale.finish(rest))).toBe(status);
    const digest = sha256('firstsecond');
    const closing = new URL(taken.headers.get('location') ?? '', other.url);
    closing.searchParams.set('digest', digest);
    expect((await fetch(closing, { method: 'PUT' })).status).toBe(201);
    expect(await (await fetch(new URL(`/v2/a/blobs/${digest}`, other.url))).text()).toBe('firstsecond');
  });

  function patch(location: string | null, body: string): Promise<Response> {
    return fetch(new URL(location ?? '', other.url), { method: 'PATCH', body });
  }

  /** Sends a part of a request to the replica that will be paused. Resolves when it has claimed the upload. */
  async function begin(target: string, body: string) {
    const claimed = once(watch, 'claimed');
    const socket = connect(Number(paused.url.port), paused.url.hostname);
    socket.setEncoding('latin1');
    socket.write(`${target} HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n`);
    socket.write(chunk(body));
    await claimed;
    return {
      async finish(rest: string): Promise<string> {
        let answer = '';
        const ended = new Promise<string>((resolve) =>
          socket.on('data', (text) => (answer += text)).on('close', () => resolve(answer)),
        );
        socket.write(`${chunk(rest)}0\r\n\r\n`);
        return ended;
      },
    };
  }
});

function chunk(body: string): string {
  return `${body.length.toString(16)}\r\n${body}\r\n`;
}
