import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestOf, mediaTypes } from '@lading/core';
import { createRegistryAdapter } from '@lading/server';
import { FilesystemBlobStore } from '@lading/storage';
import type { INestApplication } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from '../src/app.module.js';

const ada = `Basic ${Buffer.from('ada:example').toString('base64')}`;
const config = Buffer.from('{}');

describe('an application with a registry in it', () => {
  let application: INestApplication;
  let directory: string;
  let url: string;
  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'example-'));
    const module = await Test.createTestingModule({ imports: [AppModule] })
      .overrideProvider(FilesystemBlobStore)
      .useValue(new FilesystemBlobStore({ directory }))
      .compile();
    application = module.createNestApplication(createRegistryAdapter(), { logger: false });
    await application.listen(0, '127.0.0.1');
    url = await application.getUrl();
  });
  afterAll(async () => {
    await application.close();
    await rm(directory, { recursive: true });
  });

  function pushConfig(repository: string, authorization: string): Promise<Response> {
    return fetch(`${url}/v2/${repository}/blobs/uploads/?digest=${digestOf(config)}`, {
      method: 'POST',
      body: config,
      headers: { authorization },
    });
  }

  function pushImage(tag: string, annotations?: Record<string, string>): Promise<Response> {
    const image = {
      schemaVersion: 2,
      mediaType: mediaTypes.imageManifest,
      config: { mediaType: mediaTypes.imageConfig, digest: digestOf(config), size: config.byteLength },
      layers: [],
      annotations,
    };
    return fetch(`${url}/v2/engines/difference/manifests/${tag}`, {
      method: 'PUT',
      body: JSON.stringify(image),
      headers: { authorization: ada, 'content-type': mediaTypes.imageManifest },
    });
  }

  it('lets a member push below her team, and nobody else', async () => {
    expect((await pushConfig('engines/difference', ada)).status).toBe(201);
    expect((await pushConfig('others/thing', ada)).status).toBe(403);
    expect((await pushConfig('engines/difference', 'Basic nobody')).status).toBe(401);
  });

  it('challenges GET /v2/ without valid credentials, and lets everybody pull', async () => {
    const statusOf = async (path: string, headers = {}) => (await fetch(`${url}${path}`, { headers })).status;
    expect(await statusOf('/v2/')).toBe(401);
    expect(await statusOf('/v2/', { authorization: 'Basic nobody' })).toBe(401);
    expect(await statusOf('/v2/', { authorization: ada })).toBe(200);
    // skopeo sends empty credentials after a challenge if it has none.
    for (const headers of [{}, { authorization: 'Basic Og==' }])
      expect(await statusOf('/v2/engines/difference/manifests/absent', headers)).toBe(404);
  });

  it('asks the hook about a release, and shows releases in a controller of its own', async () => {
    expect((await pushConfig('engines/difference', ada)).status).toBe(201);
    const refused = await pushImage('v1');
    expect(refused.status).toBe(403);
    expect(await refused.text()).toContain('org.opencontainers.image.version');
    expect((await pushImage('v1', { 'org.opencontainers.image.version': '1' })).status).toBe(201);
    expect((await pushImage('nightly')).status).toBe(201);
    expect(await (await fetch(`${url}/releases/engines/difference`)).json()).toEqual({ releases: ['v1'] });
    expect((await fetch(`${url}/v2/engines/difference/manifests/v1`)).status).toBe(200);
  });

  it('does not change a release during concurrent pushes', async () => {
    const version = 'org.opencontainers.image.version';
    expect((await pushConfig('engines/difference', ada)).status).toBe(201);
    const pushes = ['a', 'b', 'c', 'd'].map((text) => pushImage('v2', { [version]: '2', text }));
    const answers = await Promise.all(pushes);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 403, 403, 403]);
    const digest = answers.find(({ status }) => status === 201)?.headers.get('docker-content-digest');
    for (const reference of ['v2', digest]) {
      const path = `${url}/v2/engines/difference/manifests/${reference}`;
      const refused = await fetch(path, { method: 'DELETE', headers: { authorization: ada } });
      expect(refused.status).toBe(403);
      expect(await refused.text()).toContain('the release v2 stays as it is');
    }
    expect((await pushImage('nightly', { text: 'a' })).status).toBe(201);
    expect((await pushImage('nightly', { text: 'b' })).status).toBe(201);
  });
});
