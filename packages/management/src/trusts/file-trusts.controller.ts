import { type Access, type AdministrationContext, type TrustEntry, trustWarnings } from '@lading/access';
import { Get, Inject } from '@nestjs/common';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { fileTrustList } from '../schema/answers.js';

@ManagementController('file-trusts')
export class FileTrustsController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({
    summary: 'Lists the trust rules of files, which are changed there',
    audience: 'user',
    answer: fileTrustList,
  })
  async list(@Asker() asker: AdministrationContext): Promise<{ items: readonly TrustEntry[] }> {
    const found = await this.access.administration.trusts.listOfFiles(asker);
    return { items: found.map((trust) => ({ ...trust, warnings: trustWarnings(trust) })) };
  }
}
