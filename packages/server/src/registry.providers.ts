import type { BlobStore, MetadataStore } from '@lading/core';
import { Logger, type Provider } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { AccessGuard } from './access/access.guard.js';
import { BlobInspector } from './blobs/blob-inspector.js';
import { BlobsService } from './blobs/blobs.service.js';
import { CatalogService } from './catalog/catalog.service.js';
import { ContentCache } from './content/content-cache.js';
import { HooksService } from './hooks/hooks.service.js';
import { RegistryLinks } from './http/registry-links.js';
import { MaintenanceService } from './maintenance/maintenance.service.js';
import { ManifestsService } from './manifests/manifests.service.js';
import { ReferrersService } from './referrers/referrers.service.js';
import { MODULE_OPTIONS_TOKEN } from './registry.module-definition.js';
import type { ResolvedRegistryOptions } from './registry.options.js';
import { ACCESS_CONTROLLER, BLOB_STORE, METADATA_STORE, REGISTRY_OPTIONS } from './registry.tokens.js';
import { resolveRegistryOptions } from './resolve-registry-options.js';
import { TagsService } from './tags/tags.service.js';
import { MountsService } from './uploads/mounts.service.js';
import { OpenUploads } from './uploads/open-uploads.js';
import { UploadClaims } from './uploads/upload-claims.js';
import { UploadsService } from './uploads/uploads.service.js';

type Options = ResolvedRegistryOptions;

/** What a part of the registry is made of: services are plain classes, and this is the one place that puts them together. */
export const ports: Provider[] = [
  { provide: REGISTRY_OPTIONS, inject: [MODULE_OPTIONS_TOKEN], useFactory: resolveRegistryOptions },
  { provide: BLOB_STORE, inject: [REGISTRY_OPTIONS], useFactory: (options: Options) => options.blobStore },
  { provide: METADATA_STORE, inject: [REGISTRY_OPTIONS], useFactory: (options: Options) => options.metadataStore },
  {
    provide: ACCESS_CONTROLLER,
    inject: [REGISTRY_OPTIONS],
    useFactory: (options: Options) => options.accessController,
  },
];

export const services: Provider[] = [
  AccessGuard,
  { provide: APP_GUARD, useExisting: AccessGuard },
  RegistryLinks,
  {
    provide: ContentCache,
    inject: [REGISTRY_OPTIONS],
    useFactory: ({ limits }: Options) => new ContentCache(limits.contentCacheBytes),
  },
  { provide: HooksService, inject: [REGISTRY_OPTIONS], useFactory: ({ hooks }: Options) => new HooksService(hooks) },
  {
    provide: BlobInspector,
    inject: [METADATA_STORE, BLOB_STORE],
    useFactory: (metadata: MetadataStore, blobStore: BlobStore) => {
      const logger = new Logger('Blobs');
      return new BlobInspector(metadata, blobStore, (line) => logger.error(line));
    },
  },
  {
    provide: BlobsService,
    inject: [METADATA_STORE, BLOB_STORE, BlobInspector, ContentCache, HooksService, REGISTRY_OPTIONS],
    useFactory: (...parts: ConstructorParameters<typeof BlobsService>) => new BlobsService(...parts),
  },
  {
    provide: UploadsService,
    inject: [METADATA_STORE, BLOB_STORE, BlobInspector, RegistryLinks, REGISTRY_OPTIONS],
    useFactory: (
      metadata: MetadataStore,
      blobStore: BlobStore,
      inspector: BlobInspector,
      links: RegistryLinks,
      options: Options,
    ) => {
      const claims = new UploadClaims(metadata, options.uploads.leaseSeconds);
      const openUploads = new OpenUploads(metadata, options.uploads);
      return new UploadsService(metadata, blobStore, inspector, claims, openUploads, links, options);
    },
  },
  {
    provide: MountsService,
    inject: [METADATA_STORE, REGISTRY_OPTIONS],
    useFactory: (metadata: MetadataStore, { allow }: Options) => new MountsService(metadata, allow),
  },
  {
    provide: ManifestsService,
    inject: [METADATA_STORE, ContentCache, HooksService, REGISTRY_OPTIONS],
    useFactory: (metadata: MetadataStore, cache: ContentCache, hooks: HooksService, options: Options) =>
      new ManifestsService(metadata, cache, hooks, options.allow, options.settingNames),
  },
  {
    provide: TagsService,
    inject: [METADATA_STORE],
    useFactory: (metadata: MetadataStore) => new TagsService(metadata),
  },
  {
    provide: ReferrersService,
    inject: [METADATA_STORE, REGISTRY_OPTIONS],
    useFactory: (metadata: MetadataStore, { limits }: Options) => new ReferrersService(metadata, limits),
  },
  {
    provide: CatalogService,
    inject: [METADATA_STORE, REGISTRY_OPTIONS],
    useFactory: (metadata: MetadataStore, { allow }: Options) => new CatalogService(metadata, allow),
  },
  {
    provide: MaintenanceService,
    inject: [METADATA_STORE, BLOB_STORE, REGISTRY_OPTIONS],
    useFactory: (metadata: MetadataStore, blobStore: BlobStore, { maintenance }: Options) =>
      new MaintenanceService(metadata, blobStore, maintenance),
  },
];
