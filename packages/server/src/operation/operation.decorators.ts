import type { OperationContext } from '@lading/core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Caller, callerOf } from '../access/caller.js';
import { answerSignalOf, connectionSignalOf } from './client-signals.js';
import { RequestContext } from './request-context.js';

/** The context of the operations of a request. Its signal fires when the connection closes. */
export const Operation = createParamDecorator((_: unknown, context: ExecutionContext): OperationContext => {
  const request = context.switchToHttp().getRequest<FastifyRequest>();
  return new RequestContext(request, admittedCallerOf(request), () => connectionSignalOf(request.raw.socket));
});

/** The context of an operation whose result is sent as a stream: its signal fires when the client leaves before the end. */
export const StreamOperation = createParamDecorator((_: unknown, context: ExecutionContext): OperationContext => {
  const http = context.switchToHttp();
  const request = http.getRequest<FastifyRequest>();
  const { raw } = http.getResponse<FastifyReply>();
  return new RequestContext(request, admittedCallerOf(request), () => answerSignalOf(raw));
});

function admittedCallerOf({ raw }: FastifyRequest): Caller {
  const caller = callerOf(raw);
  if (caller === undefined) throw new Error('@Operation() is for handlers that declare a requirement');
  return caller;
}
