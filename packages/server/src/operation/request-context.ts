import type { Identity, OperationContext, RequestClient } from '@lading/core';
import type { FastifyRequest } from 'fastify';
import type { Caller } from '../access/caller.js';
import { requestClientOf } from '../http/request/request-client.js';

/** The context of the operations of one request. Each part is created on first use, because most operations use few of them. */
export class RequestContext implements OperationContext {
  #signal: AbortSignal | undefined;

  constructor(
    private readonly request: FastifyRequest,
    private readonly caller: Caller,
    private readonly makeSignal: () => AbortSignal,
  ) {}

  get identity(): Identity {
    return this.caller.identity;
  }

  get requestId(): string {
    return this.request.id;
  }

  get rule(): string | undefined {
    return this.caller.rule;
  }

  get client(): RequestClient {
    return requestClientOf(this.request);
  }

  get signal(): AbortSignal {
    this.#signal ??= this.makeSignal();
    return this.#signal;
  }
}
