import type { Access, AdministrationContext } from '@lading/access';
import type { AccessRule } from '@lading/core';
import { Get, Inject } from '@nestjs/common';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { fileRuleList } from '../schema/answers.js';

@ManagementController('file-rules')
export class FileRulesController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists the rules of files, which are changed there', audience: 'user', answer: fileRuleList })
  async list(@Asker() asker: AdministrationContext): Promise<{ items: readonly AccessRule[] }> {
    return { items: await this.access.administration.rules.listOfFiles(asker) };
  }
}
