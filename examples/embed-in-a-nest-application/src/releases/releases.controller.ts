import { parseRepositoryName, type Tags } from '@lading/core';
import { METADATA_STORE } from '@lading/server';
import { Controller, Get, Inject, Param } from '@nestjs/common';

/** A part of your own application that reads what the registry knows. */
@Controller('releases')
export class ReleasesController {
  constructor(@Inject(METADATA_STORE) private readonly metadata: Tags) {}

  @Get(':team/:application')
  async list(@Param('team') team: string, @Param('application') application: string) {
    const { items } = await this.metadata.listTags(parseRepositoryName(`${team}/${application}`), { limit: 100 });
    return { releases: items.filter((tag) => /^v\d/.test(tag)) };
  }
}
