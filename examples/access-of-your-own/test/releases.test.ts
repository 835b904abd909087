import { digestOf, mediaTypes } from '@lading/core';
import { createRegistryAdapter } from '@lading/server';
import type { INestApplication } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { AppModule } from '../src/app.module.js';

const ci = { authorization: `Basic ${Buffer.from('ci:key-of-ci').toString('base64')}` };
const ada = { authorization: `Basic ${Buffer.from('ada:key-of-ada').toString('base64')}` };
const index = JSON.stringify({ schemaVersion: 2, mediaType: mediaTypes.imageIndex, manifests: [] });

describe('an application with access rules and endpoints of its own', () => {
  let application: INestApplication;
  let url: string;
  beforeAll(async () => {
    application = await NestFactory.create(AppModule, createRegistryAdapter(), { logger: false });
    await application.listen(0, '127.0.0.1');
    url = await application.getUrl();
  });
  afterAll(() => application.close());

  const push = (path: string, headers: Record<string, string>) =>
    fetch(`${url}/v2/${path}`, {
      method: 'PUT',
      body: index,
      headers: { ...headers, 'content-type': mediaTypes.imageIndex },
    });
  const ask = async (path: string, headers = {}) => fetch(`${url}/${path}`, { headers });

  it('shows releases below /v2/ to clients that may pull', async () => {
    expect((await push('engines/difference/manifests/v1', ci)).status).toBe(201);
    expect((await push('engines/difference/manifests/nightly', ada)).status).toBe(201);
    const answer = await ask('v2/_example/releases/engines/difference', ada);
    expect(await answer.json()).toEqual({ releases: ['v1'] });
    const refused = await ask('v2/_example/releases/engines/difference');
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toBe('Basic realm="a key as the password"');
    expect((await ask('v2/_example/releases/others/app', ada)).status).toBe(403);
  });

  it('lists what the caller may see, beside /v2/', async () => {
    expect((await push('public/app/manifests/v1', ci)).status).toBe(201);
    expect((await push(`public/app/manifests/${digestOf(Buffer.from(index))}`, ada)).status).toBe(403);
    expect(await (await ask('repositories', ada)).json()).toEqual({
      caller: { kind: 'user', name: 'ada', groups: ['engines'] },
      repositories: ['engines/difference', 'public/app'],
    });
    expect((await ask('repositories')).status).toBe(401);
  });
});
