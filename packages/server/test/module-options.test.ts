import { allowEveryone, decorate } from '@lading/core';
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

function withoutRole(role: string): object {
  return { metadataStore: { ...memoryStores().metadataStore, check: async () => {}, [role]: undefined } };
}

function withUploads(methods: object): object {
  const { metadataStore } = memoryStores();
  return {
    metadataStore: decorate(metadataStore, { uploads: { ...decorate(metadataStore.uploads, {}), ...methods } }),
  };
}

const complete = () => ({ ...memoryStores(), access: allowEveryone() });

describe('RegistryModule', () => {
  it('starts with the three ports', async () => {
    await expect(start(complete())).resolves.toBeUndefined();
  });

  it.each(['blobStore', 'metadataStore', 'access'])('names the missing option %s', async (key) => {
    await expect(start({ ...complete(), [key]: undefined })).rejects.toThrow(`the option ${key} is missing`);
  });

  it.each([
    [withoutRole('uploads'), 'RegistryModule: metadataStore has no role uploads'],
    [{ blobStore: {} }, 'RegistryModule: blobStore has no method begin, append'],
    [withUploads({ renewClaim: undefined }), 'RegistryModule: metadataStore.uploads has no method renewClaim'],
    [{ access: { authenticators: [] } }, 'RegistryModule: access: the option authorizer is missing'],
    [
      { access: { authenticators: {}, authorizer: {} } },
      'RegistryModule: access: authenticators must be an array, not an object',
    ],
    [{ access: { authenticators: [], authorizer: {} } }, 'access.authorizer has no method authorize'],
    [{ access: { ...allowEveryone(), authenticators: [{}] } }, 'access.authenticators[0] has no method authenticate'],
    [
      { access: { authenticators: [], authorizer: { authorize() {}, visibleRepository() {} } } },
      'access.authorizer has no method visibleRepository; did you mean visibleRepositories?',
    ],
    [
      { maximumManifestByte: 1 },
      'RegistryModule has no option maximumManifestByte; did you mean maximumManifestBytes?',
    ],
    [{ maximumManifestBytes: 0 }, 'maximumManifestBytes must be a whole number of bytes from 1024 to 67108864, not 0'],
    [
      { maximumManifestBytes: '4' },
      'maximumManifestBytes must be a whole number of bytes from 1024 to 67108864, not "4"',
    ],
    [{ maximumUploads: 0 }, 'maximumUploads must be a whole number from 1 to 10000000, or unlimited, not 0'],
    [{ allowCatalog: 'yes' }, 'allowCatalog must be true or false, not "yes"'],
    [{ hooks: {} }, 'hooks must be an array, not an object'],
    [
      { tasks: [{ name: 'report', everySecond: 1, run() {} }] },
      'RegistryModule: tasks[0] has no option everySecond; did you mean everySeconds?',
    ],
    [{ publicUrl: 'x' }, 'RegistryModule has no option publicUrl'],
    [{ hook: [] }, 'RegistryModule has no option hook; did you mean hooks?'],
    [
      { mayfollowredirect: () => true },
      'RegistryModule has no option mayfollowredirect; did you mean mayFollowRedirect?',
    ],
    [{ settingNames: { maximumTags: 'X' } }, 'settingNames has no option maximumTags; did you mean'],
  ])('refuses %j', async (options, message) => {
    await expect(start({ ...complete(), ...options })).rejects.toThrow(message);
  });

  it('takes an option that is undefined as absent', async () => {
    await expect(start({ ...complete(), maximumManifestBytes: undefined })).resolves.toBeUndefined();
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
      useFactory: (stores: ReturnType<typeof memoryStores>) => ({ ...stores, access: allowEveryone() }),
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
    [{ idleTimeoutSeconds: '60' }, 'idleTimeoutSeconds must be a whole number of seconds from 1 to 86400, not "60"'],
    [{ https: true }, 'createRegistryAdapter: https must be an object, not true'],
  ])('refuses %j', (options, message) => {
    expect(() => createRegistryAdapter(options as object)).toThrow(message);
  });

  it.each(['registry', '/a b', '/a%20b', 'https://x/'])('refuses the base path %s', (basePath) => {
    expect(() => createRegistryAdapter({ basePath })).toThrow('basePath must be a path');
  });
});
