import type { MetadataStore } from '@lading/core';
import { Asking, type Caller, METADATA_STORE, RequiresCatalog, RequiresRepository } from '@lading/server';
import { Controller, Get, Inject } from '@nestjs/common';

const isRelease = (tag: string) => /^v\d/.test(tag);

/** An endpoint of your own below `/v2/`, and one beside it. The access rules of the registry hold for both. */
@Controller()
export class ReleasesController {
  constructor(@Inject(METADATA_STORE) private readonly metadata: MetadataStore) {}

  /** The releases of one repository, for clients that may pull from it. */
  @Get('v2/_example/releases/:team/:application')
  @RequiresRepository(':team/:application', 'pull')
  async list(@Asking() { repository }: Caller) {
    const { items } = await this.metadata.tags.list(repository, { limit: 1000 });
    return { releases: items.filter(isRelease) };
  }

  /** The repositories that the caller may see. */
  @Get('repositories')
  @RequiresCatalog()
  async repositories(@Asking() caller: Caller) {
    const visible = await caller.visibleRepositories();
    const { items } = await this.metadata.repositories.list({ limit: 1000, visible });
    return { caller: caller.identity, repositories: items };
  }
}
