import type { Access } from '@lading/access';
import { Get, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { ManagementController } from '../controller/management-controller.decorator.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGED_ACCESS, MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { providerList } from '../schema/answers.js';
import { startUrlOf } from './provider-paths.js';

@ManagementController('sign-in/providers')
export class ProvidersController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(MANAGEMENT_OPTIONS) private readonly options: ManagementOptions,
  ) {}

  @Get()
  @Operation({
    summary: 'Lists the identity providers through which people can sign in',
    audience: 'anyone',
    answer: providerList,
  })
  list(@Req() request: FastifyRequest): z.input<typeof providerList> {
    const startUrl = (name: string) => startUrlOf(request, this.options.publicUrl, name);
    return { items: this.access.providers.list().map((each) => ({ ...each, startUrl: startUrl(each.name) })) };
  }
}
