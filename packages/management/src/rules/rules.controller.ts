import type { Access, AdministrationContext, Expectation, RuleInput } from '@lading/access';
import { Body, Delete, Get, Inject, Param, Post, Put, Query } from '@nestjs/common';
import { type Answer, recordAnswer } from '../answer/answer.js';
import { pageAnswer } from '../answer/page-answer.js';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { Expected } from '../input/expected.decorator.js';
import { idPageQuery, type PageQuery } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { rule, rulePage } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { ruleId } from '../schema/parameters.js';

@ManagementController('rules')
export class RulesController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists the rules that you manage', audience: 'user', query: idPageQuery, answer: rulePage })
  async list(@Asker() asker: AdministrationContext, @Query(new Parsed(idPageQuery)) query: PageQuery): Promise<Answer> {
    const page = await this.access.administration.rules.list(asker, query);
    return pageAnswer(page, { query: { ...query }, keyOf: ({ id }) => id });
  }

  @Post()
  @Operation({ summary: 'Creates a rule', audience: 'user', body: bodies.rule, answer: rule, status: 201 })
  async create(
    @Asker() asker: AdministrationContext,
    @Body(new Parsed(bodies.rule)) input: RuleInput,
  ): Promise<Answer> {
    return recordAnswer(await this.access.administration.rules.create(asker, input));
  }

  @Get(':id')
  @Operation({ summary: 'Reads a rule', audience: 'user', answer: rule })
  async get(@Asker() asker: AdministrationContext, @Param('id', ruleId) id: string): Promise<Answer> {
    return recordAnswer(await this.access.administration.rules.get(asker, id));
  }

  @Put(':id')
  @Operation({ summary: 'Replaces a rule', audience: 'user', body: bodies.rule, answer: rule, isConditional: true })
  async replace(
    @Asker() asker: AdministrationContext,
    @Param('id', ruleId) id: string,
    @Body(new Parsed(bodies.rule)) input: RuleInput,
    @Expected() expected: Expectation,
  ): Promise<Answer> {
    return recordAnswer(await this.access.administration.rules.replace(asker, id, input, expected));
  }

  @Delete(':id')
  @Operation({ summary: 'Deletes a rule', audience: 'user', isConditional: true })
  delete(
    @Asker() asker: AdministrationContext,
    @Param('id', ruleId) id: string,
    @Expected() expected: Expectation,
  ): Promise<void> {
    return this.access.administration.rules.delete(asker, id, expected);
  }
}
