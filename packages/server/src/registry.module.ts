import type { Engine } from '@lading/engine';
import { Inject, Module, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { ApplicationConfig, HttpAdapterHost, ModulesContainer } from '@nestjs/core';
import type { FastifyInstance } from 'fastify';
import { readDeclaredRequirements } from './access/declared-requirements.js';
import { GuardedRoutes } from './access/guarded-routes.js';
import { RegistryAdapter } from './adapter/registry.adapter.js';
import { BaseController } from './base/base.controller.js';
import { BlobsController } from './blobs/blobs.controller.js';
import { CatalogController } from './catalog/catalog.controller.js';
import { ExtensionsController } from './extensions/extensions.controller.js';
import { ManifestsController } from './manifests/manifests.controller.js';
import { ReferrersController } from './referrers/referrers.controller.js';
import { ConfigurableModuleClass } from './registry.module-definition.js';
import { ports, services } from './registry.providers.js';
import { ACCESS_CONTROL, BLOB_STORE, METADATA_STORE, REGISTRY_ENGINE, REGISTRY_OPTIONS } from './registry.tokens.js';
import { TagsController } from './tags/tags.controller.js';
import { BackgroundTasks } from './tasks/background-tasks.js';
import { UploadsController } from './uploads/uploads.controller.js';

const controllers = [
  BaseController,
  CatalogController,
  ExtensionsController,
  UploadsController,
  BlobsController,
  ManifestsController,
  TagsController,
  ReferrersController,
];

/**
 * A registry as a part of a Nest application: the API of the OCI distribution-spec at `/v2/`, on the stores and the access
 * control of your choice. The application has to run on the adapter of `createRegistryAdapter()`.
 */
@Module({
  controllers,
  providers: [...ports, ...services],
  exports: [BLOB_STORE, METADATA_STORE, ACCESS_CONTROL, REGISTRY_OPTIONS, REGISTRY_ENGINE, BackgroundTasks],
})
export class RegistryModule extends ConfigurableModuleClass implements OnModuleInit, OnApplicationShutdown {
  constructor(
    @Inject(HttpAdapterHost) private readonly host: HttpAdapterHost,
    @Inject(ApplicationConfig) private readonly config: ApplicationConfig,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(REGISTRY_ENGINE) private readonly engine: Engine,
  ) {
    super();
  }

  /** @throws Error if the application runs on another adapter, or a handler below `/v2/` declares no requirement */
  onModuleInit(): void {
    const { httpAdapter } = this.host;
    if (!(httpAdapter instanceof RegistryAdapter))
      throw new Error(
        'RegistryModule needs its own HTTP adapter: NestFactory.create(AppModule, createRegistryAdapter())',
      );
    this.mount(httpAdapter);
  }

  /** Releases all claims on uploads, so that clients can continue at once at another replica, or here after a restart. */
  onApplicationShutdown(): Promise<void> {
    return this.engine.close();
  }

  /** A global prefix moves controllers; clients ask at `/v2/` all the same, so the adapter has to know. */
  private mount(adapter: RegistryAdapter): void {
    const routes = adapter.getInstance<FastifyInstance>();
    const prefix = `/${this.config.getGlobalPrefix()}`.replace(/\/+/g, '/').replace(/\/$/, '');
    const found = ['', prefix].find((each) => routes.hasRoute({ method: 'GET', url: `${each}/v2/:name/tags/list` }));
    if (found === undefined)
      throw new Error('the routes of RegistryModule are neither at /v2 nor at the global prefix');
    const requirements = readDeclaredRequirements(this.modules);
    adapter.mount(found, new GuardedRoutes(requirements, { basePath: adapter.basePath, routePrefix: found }));
  }
}
