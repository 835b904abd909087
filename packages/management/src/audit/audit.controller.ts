import { Readable } from 'node:stream';
import { type Access, type AdministrationContext, time } from '@lading/access';
import type { AuditEntry, AuditRequest, Page } from '@lading/core';
import { Get, Inject, Query, StreamableFile } from '@nestjs/common';
import { z } from 'zod';
import type { Answer } from '../answer/answer.js';
import { pageAnswer } from '../answer/page-answer.js';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { idPageQuery, plainText } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { auditEntry, auditPage } from '../schema/answers.js';

const filter = {
  action: plainText.optional(),
  actor: plainText.optional(),
  repository: plainText.optional(),
  outcome: z.enum(['done', 'refused']).optional(),
  from: time.optional(),
  to: time.optional(),
};
const auditQuery = idPageQuery.extend(filter);
const exportQuery = z.strictObject(filter);

/** How many entries one statement reads. */
const pageSize = 1000;

@ManagementController('audit')
export class AuditController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists the audit, newest first', audience: 'user', query: auditQuery, answer: auditPage })
  async list(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(auditQuery)) query: z.output<typeof auditQuery>,
  ): Promise<Answer> {
    const { limit, after, ...wanted } = query;
    const page = await this.access.administration.auditLog.read(asker, { limit, after, filter: wanted });
    return pageAnswer(page, { query, keyOf: ({ id }) => id });
  }

  @Get('export')
  @Operation({
    summary: 'Sends the audit as lines of JSON, newest first',
    audience: 'user',
    query: exportQuery,
    mediaType: 'application/x-ndjson',
  })
  async export(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(exportQuery)) wanted: z.output<typeof exportQuery>,
  ): Promise<StreamableFile> {
    const read = (after?: string) =>
      this.access.administration.auditLog.read(asker, {
        limit: pageSize,
        after,
        filter: wanted,
      } satisfies AuditRequest);
    // The first page is read here, because an error cannot be answered once the stream has begun.
    return new StreamableFile(Readable.from(linesOf(await read(), read)), { type: 'application/x-ndjson' });
  }
}

async function* linesOf(
  first: Page<AuditEntry>,
  read: (after: string | undefined) => Promise<Page<AuditEntry>>,
): AsyncGenerator<string> {
  for (let page = first; ; page = await read(page.items.at(-1)?.id)) {
    yield page.items.map((entry) => `${JSON.stringify(auditEntry.parse(entry))}\n`).join('');
    if (!page.hasMore) return;
  }
}
