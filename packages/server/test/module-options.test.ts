import { type AccessController, allowEveryone } from '@lading/core';
import { Controller, Get, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { refuseUnguardedHandlers } from '../src/access/refuse-unguarded-handlers.js';
import { Requires } from '../src/access/requires.decorator.js';
import { createRegistryAdapter, RegistryModule, type RegistryOptions } from '../src/index.js';
import { memoryStores } from './support/memory-stores.js';

function start(options: object, adapter = createRegistryAdapter()) {
  const module = RegistryModule.forRoot(options as RegistryOptions);
  return NestFactory.create(module, adapter, { logger: false, abortOnError: false }).then(async (application) => {
    await application.init();
    await application.close();
  });
}

const complete = () => ({ ...memoryStores(), accessController: allowEveryone() });

describe('RegistryModule', () => {
  it('starts with the three ports', async () => {
    await expect(start(complete())).resolves.toBeUndefined();
  });

  it.each(['blobStore', 'metadataStore', 'accessController'])('names the missing option %s', async (key) => {
    await expect(start({ ...complete(), [key]: undefined })).rejects.toThrow(`the option ${key} is missing`);
  });

  it.each([
    [{ accessController: {} as AccessController }, 'accessController has no method decide'],
    [{ limits: { manifestByte: 1 } }, 'RegistryModule: limits has no option manifestByte'],
    [{ limits: { manifestBytes: 0 } }, 'limits.manifestBytes must be a whole number of at least 1'],
    [{ limits: { manifestBytes: '4' } }, 'limits.manifestBytes must be a number'],
    [{ allow: { catalog: 'yes' } }, 'allow.catalog must be a boolean'],
    [{ hooks: {} }, 'hooks must be an array'],
    [{ publicUrl: 'x' }, 'RegistryModule has no option publicUrl'],
  ])('refuses %j', async (options, message) => {
    await expect(start({ ...complete(), ...options })).rejects.toThrow(message);
  });

  it('takes an option that is undefined as absent', async () => {
    await expect(start({ ...complete(), limits: { manifestBytes: undefined } })).resolves.toBeUndefined();
  });

  it('refuses an application on another adapter', async () => {
    const adapter = new FastifyAdapter() as ReturnType<typeof createRegistryAdapter>;
    await expect(start(complete(), adapter)).rejects.toThrow('createRegistryAdapter()');
  });

  it('makes its options with providers of the application', async () => {
    @Module({ providers: [{ provide: 'STORES', useFactory: memoryStores }], exports: ['STORES'] })
    class StoresModule {}
    const module = RegistryModule.forRootAsync({
      isGlobal: true,
      imports: [StoresModule],
      inject: ['STORES'],
      useFactory: (stores: ReturnType<typeof memoryStores>) => ({ ...stores, accessController: allowEveryone() }),
    });
    const application = await NestFactory.create(module, createRegistryAdapter(), {
      logger: false,
      abortOnError: false,
    });
    await expect(application.init()).resolves.toBeDefined();
    await application.close();
  });
});

describe('createRegistryAdapter', () => {
  it.each(['registry', '/a b', '/a%20b', 'https://x/'])('refuses the base path %s', (basePath) => {
    expect(() => createRegistryAdapter({ basePath })).toThrow('basePath must be a path');
  });
});

describe('refuseUnguardedHandlers', () => {
  it('names a handler that does not say what it requires', () => {
    @Controller()
    class Forgetful {
      @Get('a')
      @Requires('pull')
      guarded() {}

      @Get('b')
      forgotten() {}
    }
    expect(() => refuseUnguardedHandlers([Forgetful])).toThrow('Forgetful.forgotten has no @Requires');
  });
});
