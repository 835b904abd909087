import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { execPath } from 'node:process';
import { setTimeout as delay } from 'node:timers/promises';
import { ScriptedRegistry } from '@lading/conformance';
import { digestOf, mediaTypes } from '@lading/core';
import { copy, createRegistryClient, imageLayout, registryImage } from '../../src/index.js';
import { someBytes } from '../sample-image.js';
import { removeTemporaryFolders, temporaryFolder } from '../temporary-folder.js';

afterEach(removeTemporaryFolders);

const layer = someBytes('killed', 3_000_000);
const config = Buffer.from('{"os":"linux"}');
const described = (bytes: Buffer, mediaType: string) => ({ mediaType, digest: digestOf(bytes), size: bytes.length });

function image(registry: ScriptedRegistry): void {
  for (const bytes of [layer, config]) registry.putBlob(bytes);
  const layers = [described(layer, mediaTypes.layerTar)];
  registry.putManifest(
    {
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      config: described(config, mediaTypes.imageConfig),
      layers,
    },
    'v1',
  );
}

/** Waits until another process has written so much of a blob. */
async function partialOf(folder: string, bytes: number): Promise<void> {
  for (;;) {
    const names = await readdir(join(folder, '.partial')).catch(() => []);
    const sizes = await Promise.all(
      names.map(async (name) => (await stat(join(folder, '.partial', name)).catch(() => undefined))?.size ?? 0),
    );
    if (sizes.some((size) => size >= bytes)) return;
    await delay(20);
  }
}

it('continues a killed copy into a layout, and requests only the rest', async () => {
  const registry = await ScriptedRegistry.start();
  image(registry);
  let isStuck = true;
  registry.learn((request) => {
    if (!isStuck || request.method !== 'GET' || !request.path.endsWith(digestOf(layer))) return undefined;
    return {
      ...registry.honest(request),
      body: layer.subarray(0, 2_000_000),
      headers: { 'content-length': String(layer.length) },
    };
  });
  const folder = join(await temporaryFolder(), 'layout');
  const script = `
    import { copy, createRegistryClient, imageLayout, registryImage } from '@lading/client';
    await copy(registryImage(createRegistryClient(process.argv[1]).repository('team/app'), 'v1'), imageLayout(process.argv[2], 'v1'));
  `;
  const child = spawn(execPath, ['--input-type=module', '--eval', script, registry.url.href, folder], {
    stdio: 'inherit',
  });
  await partialOf(folder, 1_000_000);
  child.kill('SIGKILL');
  await once(child, 'exit');
  isStuck = false;
  registry.requests.length = 0;
  await copy(registryImage(createRegistryClient(registry.url).repository('team/app'), 'v1'), imageLayout(folder, 'v1'));
  const [request] = registry.asked('GET', digestOf(layer));
  expect(Number(/^bytes=(\d+)-$/.exec(request?.headers.range ?? '')?.[1])).toBeGreaterThanOrEqual(1_000_000);
  expect((await readFile(join(folder, 'blobs', 'sha256', digestOf(layer).slice(7)))).equals(layer)).toBe(true);
  expect((await readdir(folder)).sort()).toEqual(['blobs', 'index.json', 'oci-layout']);
  await registry.stop();
}, 60_000);
