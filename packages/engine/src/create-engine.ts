import {
  type BlobStore,
  checkMethods,
  checkOptions,
  type MetadataStore,
  type MethodRules,
  type OptionRules,
  type RegistryHook,
  type RequestClient,
  resolveSettings,
  type SettingsInput,
  settingNameRules,
  settingRules,
  type Task,
} from '@lading/core';
import { BlobInspector } from './blobs/blob-inspector.js';
import { BlobOperations } from './blobs/blob-operations.js';
import { CollectionOperations } from './collection/collection-operations.js';
import { collectionTasks } from './collection/collection-tasks.js';
import { ContentCache } from './content/content-cache.js';
import { checkHook } from './hooks/check-hook.js';
import { Hooks } from './hooks/hooks.js';
import { type EngineLog, silentLog } from './log/engine-log.js';
import { ManifestOperations } from './manifests/manifest-operations.js';
import { ReferrerOperations } from './referrers/referrer-operations.js';
import { RepositoryOperations } from './repositories/repository-operations.js';
import { type EngineSettingNames, type EngineSettings, engineSettings } from './settings/engine-settings.js';
import { checkBlobStore, checkMetadataStore } from './stores/check-stores.js';
import { TagOperations } from './tags/tag-operations.js';
import { createUploads } from './uploads/create-uploads.js';
import type { UploadOperations } from './uploads/upload-operations.js';

export interface EngineOptions {
  readonly blobStore: BlobStore;
  readonly metadataStore: MetadataStore;
  /** Asked in this order; the first that refuses decides. */
  readonly hooks?: readonly RegistryHook[] | undefined;
  /** Values of `engineSettings`; each has a default. */
  readonly settings?: SettingsInput<typeof engineSettings> | undefined;
  /** The names of settings in messages, if the application has other names for them. */
  readonly settingNames?: EngineSettingNames | undefined;
  /** Whether a client can reach the storage, for redirects; all can if absent. */
  readonly mayFollowRedirect?: ((client: RequestClient) => boolean) | undefined;
  /** Nothing is logged if absent. */
  readonly log?: EngineLog | undefined;
}

/** The operations of a registry, without HTTP. */
export interface Engine {
  readonly manifests: ManifestOperations;
  readonly blobs: BlobOperations;
  readonly uploads: UploadOperations;
  readonly tags: TagOperations;
  readonly referrers: ReferrerOperations;
  readonly repositories: RepositoryOperations;
  readonly collection: CollectionOperations;
  /** Tasks that call `collection`, for a `TaskRunner`. */
  readonly tasks: readonly Task[];
  /**
   * Ends work on uploads and releases their claims, so that clients can continue at another replica. Work that is still
   * running after two seconds is interrupted. Call it before the stores are closed.
   */
  close(): Promise<void>;
}

const rules = {
  blobStore: 'object',
  metadataStore: 'object',
  hooks: 'array?',
  settings: settingRules(engineSettings),
  settingNames: settingNameRules(engineSettings),
  mayFollowRedirect: 'function?',
  log: 'object?',
} as const satisfies OptionRules<EngineOptions>;

const logMethods = { info: 'required', warn: 'required', error: 'required' } as const satisfies MethodRules<EngineLog>;

/**
 * Creates the operations of a registry on two stores.
 * @throws TypeError that names the option
 */
export function createEngine(options: EngineOptions): Engine {
  checkOptions('createEngine', options, rules);
  checkBlobStore('createEngine: blobStore', options.blobStore);
  checkMetadataStore('createEngine: metadataStore', options.metadataStore);
  if (options.log !== undefined) checkMethods('createEngine: log', options.log, logMethods);
  const { blobStore, metadataStore, hooks = [], settingNames = {}, mayFollowRedirect = () => true } = options;
  for (const [index, hook] of hooks.entries()) checkHook(hook, `createEngine: hooks[${index}]`);
  const resolved = resolveSettings('createEngine: settings', engineSettings, options.settings ?? {});
  const settings = { ...resolved, settingNames, mayFollowRedirect };
  return engineOf({
    blobStore,
    metadataStore,
    hooks: new Hooks(hooks, settings.hookTimeoutSeconds),
    settings,
    log: options.log ?? silentLog,
  });
}

interface Parts {
  readonly blobStore: BlobStore;
  readonly metadataStore: MetadataStore;
  readonly hooks: Hooks;
  readonly settings: EngineSettings & {
    readonly settingNames: EngineSettingNames;
    readonly mayFollowRedirect: (client: RequestClient) => boolean;
  };
  readonly log: EngineLog;
}

function engineOf({ blobStore, metadataStore, hooks, settings, log }: Parts): Engine {
  const cache = new ContentCache(settings.contentCacheBytes);
  const inspector = new BlobInspector(metadataStore, blobStore, log);
  const { uploads, close } = createUploads({ metadataStore, blobStore, inspector, settings, log });
  const collection = new CollectionOperations(metadataStore, blobStore, settings, log);
  return {
    manifests: new ManifestOperations(metadataStore, cache, hooks, settings),
    blobs: new BlobOperations(metadataStore.blobs, blobStore, inspector, cache, hooks, settings),
    uploads,
    tags: new TagOperations(metadataStore, settings),
    referrers: new ReferrerOperations(metadataStore.referrers, settings),
    repositories: new RepositoryOperations(metadataStore.repositories, settings),
    collection,
    tasks: collectionTasks(collection, settings.maintenanceIntervalSeconds, blobStore.sweep !== undefined),
    close,
  };
}
