import { allowEveryone } from '@lading/core';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { createRegistryAdapter, RegistryModule } from '../src/index.js';
import { memoryStores } from './support/memory-stores.js';
import { pushManifest } from './support/push.js';

const stores = memoryStores();

@Module({ imports: [RegistryModule.forRoot({ ...stores, access: allowEveryone() })] })
class AppModule {}

/** Pushes a tag to a registry that starts for it and stops after it. */
async function pushOnce(tag: string): Promise<void> {
  const application = await NestFactory.create(AppModule, createRegistryAdapter(), { logger: false });
  await application.listen(0, '127.0.0.1');
  const { status } = await pushManifest(new URL(await application.getUrl()), 'library/app', tag);
  await application.close();
  expect(status).toBe(201);
}

describe('the log of changes', () => {
  it('has another id for each request, also after a restart', async () => {
    for (const tag of ['one', 'two']) await pushOnce(tag);
    const { items } = await stores.metadataStore.changes.read({ limit: 10 });
    expect(items.map(({ kind }) => kind)).toEqual(['manifest.pushed', 'tag.set', 'tag.set']);
    const [pushed, first, second] = items.map(({ requestId }) => requestId);
    expect(pushed).toBe(first);
    expect(second).not.toBe(first);
  });
});
