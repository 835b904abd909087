import type {
  AccessControl,
  BlobStore,
  MetadataStore,
  RegistryHook,
  RequestClient,
  SettingsInput,
  Task,
} from '@lading/core';
import type { TaskRun } from '@lading/engine';
import type { RegistrySettings, registrySettings, SettingNames } from './settings/registry-settings.js';

/** What a registry is made of, and `registrySettings`. */
export interface RegistryOptions extends SettingsInput<typeof registrySettings> {
  readonly blobStore: BlobStore;
  readonly metadataStore: MetadataStore;
  /** There is no default: openness is written down, as `allowEveryone()`. */
  readonly access: AccessControl;
  /** Asked in this order; the first that refuses decides. */
  readonly hooks?: readonly RegistryHook[];
  /** Whether this process runs background tasks; it does if absent. */
  readonly runTasks?: boolean;
  /** Tasks besides those of the registry. */
  readonly tasks?: readonly Task[];
  /** Called after each run of a task, for metrics. */
  readonly onTaskRun?: (run: TaskRun) => void;
  /** Whether this client can reach the storage, for redirects; all can if absent. */
  readonly mayFollowRedirect?: (client: RequestClient) => boolean;
  /** The names of settings in messages to clients, such as environment variables; their own names if absent. */
  readonly settingNames?: SettingNames;
}

/** The options with every default. */
export interface ResolvedRegistryOptions {
  readonly blobStore: BlobStore;
  readonly metadataStore: MetadataStore;
  readonly access: AccessControl;
  readonly hooks: readonly RegistryHook[];
  readonly runTasks: boolean;
  readonly tasks: readonly Task[];
  readonly onTaskRun: ((run: TaskRun) => void) | undefined;
  readonly mayFollowRedirect: (client: RequestClient) => boolean;
  readonly settings: RegistrySettings;
  readonly settingNames: SettingNames;
}
