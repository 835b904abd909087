import type { Access, AdministrationContext, Expectation, UserInput } from '@lading/access';
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
import { user, userPage } from '../schema/answers.js';
import { bodies } from '../schema/inputs.js';
import { userName } from '../schema/parameters.js';

@ManagementController('users')
export class UsersController {
  constructor(@Inject(MANAGED_ACCESS) private readonly access: Access) {}

  @Get()
  @Operation({ summary: 'Lists users', audience: 'user', query: namePageQuery, answer: userPage })
  async list(
    @Asker() asker: AdministrationContext,
    @Query(new Parsed(namePageQuery)) query: PageQuery,
  ): Promise<Answer> {
    const page = await this.access.administration.users.list(asker, query);
    return pageAnswer(page, { query: { ...query }, keyOf: ({ name }) => name });
  }

  @Get(':name')
  @Operation({ summary: 'Reads a user', audience: 'user', answer: user })
  async get(@Asker() asker: AdministrationContext, @Param('name', userName) name: string): Promise<Answer> {
    return recordAnswer(await this.access.administration.users.get(asker, name));
  }

  @Put(':name')
  @Operation({
    summary: 'Creates or replaces a user',
    audience: 'user',
    body: bodies.user,
    answer: user,
    mayCreate: true,
    isConditional: true,
  })
  async put(
    @Asker() asker: AdministrationContext,
    @Param('name', userName) name: string,
    @Body(new Parsed(bodies.user)) input: UserInput,
    @Expected() expected: Expectation,
  ): Promise<Answer> {
    return writtenAnswer(await this.access.administration.users.put(asker, name, input, expected));
  }

  @Delete(':name')
  @Operation({
    summary: 'Deletes a user with its tokens, sessions and memberships',
    audience: 'user',
    isConditional: true,
  })
  delete(
    @Asker() asker: AdministrationContext,
    @Param('name', userName) name: string,
    @Expected() expected: Expectation,
  ): Promise<void> {
    return this.access.administration.users.delete(asker, name, expected);
  }

  @Put(':name/password')
  @Operation({ summary: 'Sets the password of a user, and ends its sessions', audience: 'user', body: bodies.password })
  setPassword(
    @Asker() asker: AdministrationContext,
    @Param('name', userName) name: string,
    @Body(new Parsed(bodies.password)) { password }: { readonly password: string },
  ): Promise<void> {
    return this.access.administration.passwords.set(asker, name, password);
  }

  @Delete(':name/sessions')
  @Operation({ summary: 'Ends all sessions of a user', audience: 'user' })
  endSessions(@Asker() asker: AdministrationContext, @Param('name', userName) name: string): Promise<void> {
    return this.access.administration.users.endSessions(asker, name);
  }
}
