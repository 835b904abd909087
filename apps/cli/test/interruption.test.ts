import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { digestOf, mediaTypes } from '@lading/core';
import { ended, startCommand } from './harness/command.js';
import { temporaryFolder } from './harness/temporary-folder.js';

const layer = { mediaType: mediaTypes.layerTar, digest: digestOf(Buffer.from('never sent')), size: 1_000_000 };
const config = { ...layer, mediaType: mediaTypes.imageConfig };
const manifest = JSON.stringify({
  schemaVersion: 2,
  mediaType: mediaTypes.imageManifest,
  config,
  layers: [layer],
});

/** Has an image whose layer never ends. */
function stallingRegistry(onStall: () => void): Server {
  return createServer(({ url = '', method }, response) => {
    if (url.includes('/manifests/')) {
      response.writeHead(200, { 'content-type': mediaTypes.imageManifest, 'content-length': manifest.length });
      return response.end(method === 'HEAD' ? undefined : manifest);
    }
    response.writeHead(200, { 'content-length': layer.size }).write('the beginning');
    return onStall();
  });
}

describe('Ctrl-C', () => {
  let server: Server;
  let stalled: Promise<void>;
  beforeEach(async () => {
    stalled = new Promise((resolve) => {
      server = stallingRegistry(resolve);
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
  });
  afterEach(() => {
    server.closeAllConnections();
    server.close();
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'ends a copy with 130 at %s, and leaves what it has to the next copy, under another name',
    async (signal) => {
      const folder = temporaryFolder();
      const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
      const child = startCommand(['copy', `${host}/team/app:1`, `oci-archive:${join(folder, 'app.tar')}`]);
      const end = ended(child);
      await stalled;
      child.kill(signal);
      expect(await end).toMatchObject({ code: 130, stdout: '', stderr: 'lading: interrupted\n' });
      expect(await readdir(folder)).toEqual([expect.stringMatching(/^\.app\.tar\..*\.partial$/)]);
    },
  );
});
