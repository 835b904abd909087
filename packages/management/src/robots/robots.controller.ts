import type { Access, AdministrationContext, Expectation, RobotInput } from '@lading/access';
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
import { robot, robotPage } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { robotName } from '../schema/parameters.js';

@ManagementController('robots')
export class RobotsController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists the robots that you manage', audience: 'user', query: namePageQuery, answer: robotPage })
  async list(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(namePageQuery)) query: PageQuery,
  ): Promise<Answer> {
    const page = await this.access.administration.robots.list(asker, query);
    return pageAnswer(page, { query: { ...query }, keyOf: ({ name }) => name });
  }

  @Get(':name')
  @Operation({ summary: 'Reads a robot', audience: 'user', answer: robot })
  async get(@Asker() asker: AdministrationContext, @Param('name', robotName) name: string): Promise<Answer> {
    return recordAnswer(await this.access.administration.robots.get(asker, name));
  }

  @Put(':name')
  @Operation({
    summary: 'Creates or replaces a robot',
    audience: 'user',
    body: bodies.robot,
    answer: robot,
    mayCreate: true,
    isConditional: true,
  })
  async put(
    @Asker() asker: AdministrationContext,
    @Param('name', robotName) name: string,
    @Body(new Parsed(bodies.robot)) input: RobotInput,
    @Expected() expected: Expectation,
  ): Promise<Answer> {
    return writtenAnswer(await this.access.administration.robots.put(asker, name, input, expected));
  }

  @Delete(':name')
  @Operation({ summary: 'Deletes a robot with its secrets', audience: 'user', isConditional: true })
  delete(
    @Asker() asker: AdministrationContext,
    @Param('name', robotName) name: string,
    @Expected() expected: Expectation,
  ): Promise<void> {
    return this.access.administration.robots.delete(asker, name, expected);
  }
}
