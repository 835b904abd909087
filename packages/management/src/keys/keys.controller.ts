import type { Access, AdministrationContext, KeyTimes } from '@lading/access';
import { Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { keyList } from '../schema/answers.js';
import { keyId } from '../schema/parameters.js';

@ManagementController('keys')
export class KeysController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists the signing keys of the token service', audience: 'user', answer: keyList })
  async list(@Asker() asker: AdministrationContext): Promise<{ items: readonly KeyTimes[] }> {
    return { items: await this.access.administration.keys.list(asker) };
  }

  @Post()
  @Operation({ summary: 'Makes the next signing key', audience: 'user' })
  rotate(@Asker() asker: AdministrationContext): Promise<void> {
    return this.access.administration.keys.rotate(asker);
  }

  @Delete(':kid')
  @Operation({ summary: 'Ends a signing key and the tokens that it has signed', audience: 'user' })
  drop(@Asker() asker: AdministrationContext, @Param('kid', keyId) kid: string): Promise<void> {
    return this.access.administration.keys.drop(asker, kid);
  }
}
