import type { Access, AdministrationContext } from '@lading/access';
import { Get, Inject } from '@nestjs/common';
import type { z } from 'zod';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { me } from '../schema/answers.js';

@ManagementController('me')
export class MeController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Says who you are and what you manage', audience: 'user', answer: me })
  async get(@Asker() asker: AdministrationContext): Promise<z.input<typeof me>> {
    const { name, groups = [], credential } = asker.identity;
    const { isAdministrator, isAdministratorOfPart } = await this.access.administration.rightsOf(asker);
    return { name, groups: [...groups], isAdministrator, isAdministratorOfPart, credential, session: asker.session };
  }
}
