import type { AdministrationContext } from '@lading/access';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';

const askers = new WeakMap<object, AdministrationContext>();

/** Remembers the client of a request, once the guard knows it. */
export function setAsker(request: FastifyRequest, asker: AdministrationContext): void {
  askers.set(request.raw, asker);
}

export function askerOf(request: FastifyRequest): AdministrationContext | undefined {
  return askers.get(request.raw);
}

/** Injects the client of the request into a handler. */
export const Asker = createParamDecorator((_: unknown, context: ExecutionContext): AdministrationContext => {
  const asker = askerOf(context.switchToHttp().getRequest<FastifyRequest>());
  if (asker === undefined) throw new Error('a handler for anyone has nobody who asks');
  return asker;
});
