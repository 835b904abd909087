import type { Access, AdministrationContext, Credential, CredentialInput, NewCredential } from '@lading/access';
import { Body, Delete, Get, Inject, Param, Post, Query } from '@nestjs/common';
import { z } from 'zod';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { plainText } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { credential, credentialList, newCredential } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { tokenId } from '../schema/parameters.js';

const ofUser = z.strictObject({ user: plainText.optional() });

@ManagementController('tokens')
export class TokensController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({
    summary: 'Lists personal access tokens, your own or those of a user, without the secrets',
    audience: 'user',
    query: ofUser,
    answer: credentialList,
  })
  async list(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(ofUser)) { user = asker.identity.name }: z.output<typeof ofUser>,
  ): Promise<{ items: readonly Credential[] }> {
    return { items: await this.access.administration.personalTokens.list(asker, user) };
  }

  @Post()
  @Operation({
    summary: 'Creates a personal access token, for yourself or for a user',
    audience: 'user',
    body: bodies.token,
    answer: newCredential,
    status: 201,
  })
  create(
    @Asker() asker: AdministrationContext,
    @Body(new Parsed(bodies.token)) { user = asker.identity.name, ...input }: CredentialInput & { user?: string },
  ): Promise<NewCredential> {
    return this.access.administration.personalTokens.create(asker, user, input);
  }

  @Get(':id')
  @Operation({ summary: 'Reads a personal access token, without its secret', audience: 'user', answer: credential })
  get(@Asker() asker: AdministrationContext, @Param('id', tokenId) id: string): Promise<Credential> {
    return this.access.administration.personalTokens.get(asker, id);
  }

  @Delete(':id')
  @Operation({ summary: 'Revokes a personal access token', audience: 'user' })
  revoke(@Asker() asker: AdministrationContext, @Param('id', tokenId) id: string): Promise<void> {
    return this.access.administration.personalTokens.revoke(asker, id);
  }
}
