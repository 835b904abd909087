import type { RepositoryName } from '@lading/core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RequestBody } from '../body/request-body.js';
import { QueryParameters } from '../request/query-parameters.js';
import { registryRequestOf } from '../request/registry-request.js';

/** The repository that the path names, checked. */
export const Repository = createParamDecorator((_: unknown, context: ExecutionContext): RepositoryName => {
  return present(registryRequestOf(requestOf(context).raw)?.target?.repository);
});

/** The query of the request. */
export const Query = createParamDecorator((_: unknown, context: ExecutionContext): QueryParameters => {
  return new QueryParameters(requestOf(context).query as ConstructorParameters<typeof QueryParameters>[0]);
});

/** The body of the request, unread. */
export const Body = createParamDecorator((_: unknown, context: ExecutionContext): RequestBody => {
  return new RequestBody(requestOf(context).raw, replyOf(context).raw);
});

function requestOf(context: ExecutionContext): FastifyRequest {
  return context.switchToHttp().getRequest<FastifyRequest>();
}

function replyOf(context: ExecutionContext): FastifyReply {
  return context.switchToHttp().getResponse<FastifyReply>();
}

function present<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('this parameter decorator is for controllers of the registry');
  return value;
}
