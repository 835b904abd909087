import type { Access, AdministrationContext, Credential, CredentialInput, NewCredential } from '@lading/access';
import { Body, Delete, Get, Inject, Param, Post } from '@nestjs/common';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { credentialList, newCredential } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { robotName, secretId } from '../schema/parameters.js';

@ManagementController('robots/:name/secrets')
export class RobotSecretsController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists the secrets of a robot, without the secrets', audience: 'user', answer: credentialList })
  async list(
    @Asker() asker: AdministrationContext,
    @Param('name', robotName) name: string,
  ): Promise<{ items: readonly Credential[] }> {
    return { items: await this.access.administration.robotSecrets.list(asker, name) };
  }

  @Post()
  @Operation({
    summary: 'Creates a secret of a robot, which has two at most',
    audience: 'user',
    body: bodies.secret,
    answer: newCredential,
    status: 201,
  })
  create(
    @Asker() asker: AdministrationContext,
    @Param('name', robotName) name: string,
    @Body(new Parsed(bodies.secret)) input: CredentialInput,
  ): Promise<NewCredential> {
    return this.access.administration.robotSecrets.create(asker, name, input);
  }

  @Delete(':id')
  @Operation({ summary: 'Revokes a secret of a robot', audience: 'user' })
  revoke(
    @Asker() asker: AdministrationContext,
    @Param('name', robotName) name: string,
    @Param('id', secretId) id: string,
  ): Promise<void> {
    return this.access.administration.robotSecrets.revoke(asker, name, id);
  }
}
