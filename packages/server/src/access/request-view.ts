import type { ServerResponse } from 'node:http';
import type { AuthenticationRequest, RequestClient } from '@lading/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { registryRequestOf } from '../http/request/registry-request.js';
import { requestClientOf } from '../http/request/request-client.js';
import { TimeLimit } from './time-limit.js';

/** A request as authenticators see it. It remembers which fields were read, because they may have secrets. */
export class RequestView implements AuthenticationRequest {
  readonly #request: FastifyRequest;
  readonly #response: ServerResponse;
  readonly #seconds: number;
  #time: TimeLimit | undefined;
  #read: Map<string, string> | undefined;
  #client: RequestClient | undefined;

  /** @param seconds the time that access control has for each answer about the request */
  constructor(request: FastifyRequest, { raw }: FastifyReply, seconds: number) {
    this.#request = request;
    this.#response = raw;
    this.#seconds = seconds;
  }

  /**
   * Waits for an answer about the request. Most answers are given at once.
   * @param who the object that answers, for the log
   * @throws RegistryError `UNAVAILABLE` when the time is over
   */
  wait<Answer>(who: object, answer: Answer | Promise<Answer>): Answer | Promise<Answer> {
    return isPromise(answer) ? this.time.wait(who, answer) : answer;
  }

  /** Created on first use. */
  private get time(): TimeLimit {
    this.#time ??= new TimeLimit(this.#seconds, this.#response);
    return this.#time;
  }

  get api(): AuthenticationRequest['api'] {
    return registryRequestOf(this.#request.raw) === undefined ? 'application' : 'registry';
  }

  get isReadOnly(): boolean {
    const { method } = this.#request;
    return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
  }

  get client(): RequestClient {
    this.#client ??= requestClientOf(this.#request);
    return this.#client;
  }

  get requestId(): string {
    return this.#request.id;
  }

  get signal(): AbortSignal {
    return this.time.signal;
  }

  field(name: string): string | undefined {
    const value = this.#request.raw.headers[name];
    if (typeof value !== 'string') return undefined;
    this.#read ??= new Map();
    this.#read.set(name, value);
    return value;
  }

  /** The values of the fields that were read. */
  get fieldsRead(): ReadonlyMap<string, string> {
    return this.#read ?? new Map();
  }
}

function isPromise<Answer>(answer: Answer | Promise<Answer>): answer is Promise<Answer> {
  return typeof (answer as { readonly then?: unknown } | undefined)?.then === 'function';
}
