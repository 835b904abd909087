import type { MetadataStore } from '@lading/core';
import { Asking, type Caller, METADATA_STORE, RequiresRepository } from '@lading/server';
import { Controller, Get, Inject } from '@nestjs/common';

/** A part of your own application that reads what the registry knows. The access rules of the registry hold here too. */
@Controller('releases')
export class ReleasesController {
  constructor(@Inject(METADATA_STORE) private readonly metadata: MetadataStore) {}

  @Get(':team/:application')
  @RequiresRepository(':team/:application', 'pull')
  async list(@Asking() { repository }: Caller) {
    const { items } = await this.metadata.tags.list(repository, { limit: 100 });
    return { releases: items.filter((tag) => /^v\d/.test(tag)) };
  }
}
