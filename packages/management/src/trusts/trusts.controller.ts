import {
  type Access,
  type AdministrationContext,
  type Expectation,
  type TrustInput,
  trustWarnings,
} from '@lading/access';
import type { TrustRecord } from '@lading/core';
import { Body, Delete, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import type { z } from 'zod';
import { type Answer, recordAnswer } from '../answer/answer.js';
import { pageAnswer } from '../answer/page-answer.js';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { Expected } from '../input/expected.decorator.js';
import { idPageQuery, type PageQuery } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { tokenExplanation, trust, trustPage } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { trustId } from '../schema/parameters.js';

@ManagementController('trusts')
export class TrustsController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({
    summary: 'Lists the trust rules that you manage',
    audience: 'user',
    query: idPageQuery,
    answer: trustPage,
  })
  async list(@Asker() asker: AdministrationContext, @Query(new Parsed(idPageQuery)) query: PageQuery): Promise<Answer> {
    const { items, hasMore } = await this.access.administration.trusts.list(asker, query);
    return pageAnswer({ items: items.map(withWarnings), hasMore }, { query: { ...query }, keyOf: ({ id }) => id });
  }

  @Post()
  @Operation({
    summary: 'Creates a trust rule, by which workloads sign in as a robot without a stored secret',
    audience: 'user',
    body: bodies.trust,
    answer: trust,
    status: 201,
  })
  async create(
    @Asker() asker: AdministrationContext,
    @Body(new Parsed(bodies.trust)) input: TrustInput,
  ): Promise<Answer> {
    return recordAnswer(withWarnings(await this.access.administration.trusts.create(asker, input)));
  }

  /** Claims without a signature are not a credential. */
  @Post('explain')
  @Operation({
    summary: 'Says which of the trust rules that you manage match the claims of a token, which nearly match, and why',
    audience: 'user',
    body: bodies.tokenClaims,
    answer: tokenExplanation,
    status: 200,
  })
  explain(
    @Asker() asker: AdministrationContext,
    @Body(new Parsed(bodies.tokenClaims)) { claims, robot }: z.output<typeof bodies.tokenClaims>,
  ): Promise<z.input<typeof tokenExplanation>> {
    return this.access.administration.trusts.explain(asker, claims, robot) as Promise<z.input<typeof tokenExplanation>>;
  }

  @Get(':id')
  @Operation({ summary: 'Reads a trust rule', audience: 'user', answer: trust })
  async get(@Asker() asker: AdministrationContext, @Param('id', trustId) id: string): Promise<Answer> {
    return recordAnswer(withWarnings(await this.access.administration.trusts.get(asker, id)));
  }

  @Put(':id')
  @Operation({
    summary: 'Replaces a trust rule',
    audience: 'user',
    body: bodies.trust,
    answer: trust,
    isConditional: true,
  })
  async replace(
    @Asker() asker: AdministrationContext,
    @Param('id', trustId) id: string,
    @Body(new Parsed(bodies.trust)) input: TrustInput,
    @Expected() expected: Expectation,
  ): Promise<Answer> {
    return recordAnswer(withWarnings(await this.access.administration.trusts.replace(asker, id, input, expected)));
  }

  @Delete(':id')
  @Operation({
    summary: 'Deletes a trust rule, and signs out the workloads that it has let in',
    audience: 'user',
    isConditional: true,
  })
  delete(
    @Asker() asker: AdministrationContext,
    @Param('id', trustId) id: string,
    @Expected() expected: Expectation,
  ): Promise<void> {
    return this.access.administration.trusts.delete(asker, id, expected);
  }
}

function withWarnings(record: TrustRecord) {
  return { ...record, warnings: trustWarnings(record) };
}
