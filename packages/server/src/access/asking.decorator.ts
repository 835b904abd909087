import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { type Caller, callerOf } from './caller.js';

/** The caller of the request, for a handler that declares a requirement. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  const caller = callerOf(context.switchToHttp().getRequest<FastifyRequest>().raw);
  if (caller === undefined) throw new Error('@Asking() is for handlers that declare a requirement');
  return caller;
});
