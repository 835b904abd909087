import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { RepositoryName } from '@lading/core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { QueryParameters } from './query-parameters.js';
import { registryRequestOf } from './registry-request.js';
import { RequestBody } from './request-body.js';

/** The repository that the path names, checked. */
export const Repository = createParamDecorator((_: unknown, context: ExecutionContext): RepositoryName => {
  return present(registryRequestOf(requestOf(context).raw)?.target?.repository);
});

/** Who asks; access was granted. */
export const Asking = createParamDecorator((_: unknown, context: ExecutionContext): Caller => {
  return present(registryRequestOf(requestOf(context).raw)?.caller);
});

/** The query of the request. */
export const Query = createParamDecorator((_: unknown, context: ExecutionContext): QueryParameters => {
  return new QueryParameters(requestOf(context).query as ConstructorParameters<typeof QueryParameters>[0]);
});

/** The body of the request, unread. */
export const Body = createParamDecorator((_: unknown, context: ExecutionContext): RequestBody => {
  return new RequestBody(requestOf(context).raw, replyOf(context).raw);
});

/** Gives a signal, which is made when it is wanted: most answers need none, and it costs more than a lookup in a cache. */
export type Disconnection = () => AbortSignal;

const connectionSignals = new WeakMap<Socket, AbortSignal>();

/**
 * Fires when the connection closes. The requests of a connection share the signal, because a new one for each request costs
 * an eighth of a list. Remove listeners when a request ends.
 */
export const ConnectionSignal = createParamDecorator((_: unknown, context: ExecutionContext): AbortSignal => {
  const { socket } = requestOf(context).raw;
  return connectionSignals.get(socket) ?? abortOnConnectionClose(socket);
});

function abortOnConnectionClose(socket: Socket): AbortSignal {
  const controller = new AbortController();
  if (socket.destroyed) controller.abort();
  socket.once('close', () => controller.abort());
  connectionSignals.set(socket, controller.signal);
  return controller.signal;
}

/** Fires when the client leaves before it has its answer. */
export const Disconnected = createParamDecorator((_: unknown, context: ExecutionContext): Disconnection => {
  const { raw } = replyOf(context);
  let signal: AbortSignal | undefined;
  return () => {
    signal ??= abortOnClose(raw);
    return signal;
  };
});

function abortOnClose(response: ServerResponse): AbortSignal {
  const controller = new AbortController();
  if (response.destroyed) controller.abort();
  response.once('close', () => {
    if (!response.writableFinished) controller.abort();
  });
  return controller.signal;
}

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
