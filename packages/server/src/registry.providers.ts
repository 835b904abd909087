import type { Engine } from '@lading/engine';
import type { Provider } from '@nestjs/common';
import { APP_FILTER, APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { RegistryLinks } from './adapter/registry-links.js';
import { createRegistryEngine } from './engine/create-registry-engine.js';
import { UncaughtRegistryErrorFilter } from './http/response/uncaught-registry-error.filter.js';
import { MODULE_OPTIONS_TOKEN } from './registry.module-definition.js';
import type { ResolvedRegistryOptions } from './registry.options.js';
import { ACCESS_CONTROL, BLOB_STORE, METADATA_STORE, REGISTRY_ENGINE, REGISTRY_OPTIONS } from './registry.tokens.js';
import { resolveRegistryOptions } from './resolve-registry-options.js';
import { BackgroundTasks } from './tasks/background-tasks.js';

type Options = ResolvedRegistryOptions;

/** What a part of the registry is made of. */
export const ports: Provider[] = [
  { provide: REGISTRY_OPTIONS, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveRegistryOptions },
  { provide: BLOB_STORE, inject: [REGISTRY_OPTIONS], useFactory: (options: Options) => options.blobStore },
  { provide: METADATA_STORE, inject: [REGISTRY_OPTIONS], useFactory: (options: Options) => options.metadataStore },
  { provide: ACCESS_CONTROL, inject: [REGISTRY_OPTIONS], useFactory: (options: Options) => options.access },
];

export const services: Provider[] = [
  AccessGuard,
  { provide: APP_GUARD, useExisting: AccessGuard },
  { provide: APP_FILTER, useClass: UncaughtRegistryErrorFilter },
  RegistryLinks,
  // The resolved options are injected too, because they are checked when they are resolved.
  { provide: REGISTRY_ENGINE, inject: [MODULE_OPTIONS_TOKEN, REGISTRY_OPTIONS], useFactory: createRegistryEngine },
  {
    provide: BackgroundTasks,
    inject: [REGISTRY_ENGINE, REGISTRY_OPTIONS],
    useFactory: (engine: Engine, options: Options) => new BackgroundTasks(engine, options),
  },
];
