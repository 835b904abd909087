import { type AccessController, allowEveryone } from '@lading/core';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
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
    [{ limits: { manifestByte: 1 } }, 'RegistryModule: limits has no option manifestByte; did you mean manifestBytes?'],
    [{ limits: { manifestBytes: 0 } }, 'limits.manifestBytes must be a positive whole number, not 0'],
    [{ limits: { manifestBytes: '4' } }, 'limits.manifestBytes must be a positive whole number, not "4"'],
    [{ allow: { catalog: 'yes' } }, 'allow.catalog must be a boolean'],
    [{ hooks: {} }, 'hooks must be an array, not an object'],
    [{ publicUrl: 'x' }, 'RegistryModule has no option publicUrl'],
    [{ hook: [] }, 'RegistryModule has no option hook; did you mean hooks?'],
    [{ redirects: { mayfollow: () => true } }, 'redirects has no option mayfollow; did you mean mayFollow?'],
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

describe('the hooks of RegistryModule', () => {
  const withHook = (hook: unknown) => start({ ...complete(), hooks: [{ beforeDelete: async () => {} }, hook] });
  class Misspelt {
    async beforeManifestPush() {}
    async beforeManifestsPull() {}
  }
  it.each([
    ['a method of another name', { beforePush() {} }, 'hooks[1]: RegistryHook has no method beforePush; there are'],
    ['a misspelt method', { beforeManifestPul() {} }, 'no method beforeManifestPul; did you mean beforeManifestPull?'],
    ['another case', { beforemanifestpush() {} }, 'did you mean beforeManifestPush?'],
    ['a method for afterwards', { beforeDelete() {}, afterDelete() {} }, 'no method afterDelete; there are before'],
    ['a misspelt method of a class', new Misspelt(), 'did you mean beforeManifestPull?'],
    ['a misspelt method of its base class', new (class extends Misspelt {})(), 'did you mean beforeManifestPull?'],
    ['a method that is no function', { beforeDelete: true }, 'hooks[1].beforeDelete must be a function'],
    ['no method', {}, 'hooks[1] has no method of RegistryHook; there are beforeManifestPush, beforeManifestPull'],
    ['a class and no instance of it', Misspelt, 'hooks[1] must be an object with methods of RegistryHook'],
    ['nothing', undefined, 'hooks[1] must be an object'],
  ])('refuse one with %s', async (_, hook, message) => {
    await expect(withHook(hook)).rejects.toThrow(message);
  });

  it('accept one with other methods and properties', async () => {
    class Policy {
      readonly name = 'policy';
      readonly after = 3;
      beforeManifestPull = undefined;
      async beforeManifestPush() {}
      beforeApplicationShutdown() {}
      async onModuleInit() {}
      isAllowed() {}
    }
    await expect(withHook(new Policy())).resolves.toBeUndefined();
    await expect(withHook(new (class extends Policy {})())).resolves.toBeUndefined();
  });
});

describe('createRegistryAdapter', () => {
  it.each([
    [{ basepath: '/registry' }, 'createRegistryAdapter has no option basepath; did you mean basePath?'],
    [{ bodyLimit: 1 }, 'createRegistryAdapter has no option bodyLimit; there are basePath, publicUrl, trustProxy'],
    [{ idleSeconds: '60' }, 'createRegistryAdapter: idleSeconds must be a positive number, not "60"'],
    [{ https: true }, 'createRegistryAdapter: https must be an object, not true'],
  ])('refuses %j', (options, message) => {
    expect(() => createRegistryAdapter(options as object)).toThrow(message);
  });

  it.each(['registry', '/a b', '/a%20b', 'https://x/'])('refuses the base path %s', (basePath) => {
    expect(() => createRegistryAdapter({ basePath })).toThrow('basePath must be a path');
  });
});
