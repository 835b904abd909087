import type { Access, AdministrationContext, Expectation, GroupInput } from '@lading/access';
import { Body, Delete, Get, Inject, Param, Put, Query } from '@nestjs/common';
import { type Answer, recordAnswer, writtenAnswer } from '../answer/answer.js';
import { pageAnswer } from '../answer/page-answer.js';
import { ManagementController } from '../controller/management-controller.decorator.js';
import { Asker } from '../guard/asker.js';
import { Expected } from '../input/expected.decorator.js';
import { namePageQuery, type PageQuery } from '../input/page-query.js';
import { Parsed } from '../input/parsed.pipe.js';
import { MANAGED_ACCESS } from '../options/management.tokens.js';
import { Operation } from '../route/operation.decorator.js';
import { group, groupPage } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { groupName } from '../schema/parameters.js';

@ManagementController('groups')
export class GroupsController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists groups', audience: 'user', query: namePageQuery, answer: groupPage })
  async list(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(namePageQuery)) query: PageQuery,
  ): Promise<Answer> {
    const page = await this.access.administration.groups.list(asker, query);
    return pageAnswer(page, { query: { ...query }, keyOf: ({ name }) => name });
  }

  @Get(':name')
  @Operation({ summary: 'Reads a group', audience: 'user', answer: group })
  async get(@Asker() asker: AdministrationContext, @Param('name', groupName) name: string): Promise<Answer> {
    return recordAnswer(await this.access.administration.groups.get(asker, name));
  }

  @Put(':name')
  @Operation({
    summary: 'Creates or replaces a group',
    audience: 'user',
    body: bodies.group,
    answer: group,
    mayCreate: true,
    isConditional: true,
  })
  async put(
    @Asker() asker: AdministrationContext,
    @Param('name', groupName) name: string,
    @Body(new Parsed(bodies.group)) input: GroupInput,
    @Expected() expected: Expectation,
  ): Promise<Answer> {
    return writtenAnswer(await this.access.administration.groups.put(asker, name, input, expected));
  }

  @Delete(':name')
  @Operation({ summary: 'Deletes a group, and removes it from rules', audience: 'user', isConditional: true })
  delete(
    @Asker() asker: AdministrationContext,
    @Param('name', groupName) name: string,
    @Expected() expected: Expectation,
  ): Promise<void> {
    return this.access.administration.groups.delete(asker, name, expected);
  }
}
