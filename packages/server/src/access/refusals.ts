import { type AccessControl, type AccessScope, anonymous, type Refusal, RegistryError } from '@lading/core';
import { ForbiddenException, type HttpException, Logger, UnauthorizedException } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import type { Identified, Limited, Rejected } from './authenticate.js';
import { challengesOf, type Unauthenticated } from './challenge.js';
import type { Permission } from './permissions.js';
import type { RequestView } from './request-view.js';

/** A request that needs permission. */
export interface Asked {
  readonly scopes: readonly AccessScope[];
  readonly view: RequestView;
  readonly reply: FastifyReply;
}

const logger = new Logger('Registry');

/** Makes the errors that refuse a request, and tells the access control about them. */
export class Refusals {
  constructor(private readonly access: AccessControl) {}

  /** 401 with challenges for wrong credentials; 429 for a client that has to wait. */
  ofCredentials(answer: Rejected | Limited, asked: Asked): HttpException | RegistryError {
    if (answer.outcome === 'limited')
      return new RegistryError('TOOMANYREQUESTS', 'too many attempts to sign in', {
        retryAfterSeconds: answer.retryAfterSeconds,
      });
    const { reason, by, identity = anonymous } = answer;
    this.report({ outcome: 'rejected', identity, reason }, asked);
    return this.challenge(reason, asked, { by, reason: 'rejected' });
  }

  /** 403 if the authorizer denies the request of an identified client; otherwise a challenge. */
  ofPermission(
    permission: Exclude<Permission, { readonly outcome: 'allowed' }>,
    { identity, by }: Identified,
    asked: Asked,
  ): HttpException {
    if (permission.outcome === 'denied' && identity.kind !== 'anonymous') {
      this.report({ ...permission, identity }, asked);
      return new ForbiddenException(permission.reason);
    }
    const message = by === undefined ? 'authentication is required' : 'the credentials do not suffice';
    return this.challenge(message, asked, { by, reason: 'insufficient' });
  }

  /** 401 with the challenges of all authenticators. 403 if there are none, because then no credentials help. */
  private challenge(
    message: string,
    { scopes, reply }: Asked,
    request: Pick<Unauthenticated, 'by' | 'reason'>,
  ): HttpException {
    const challenges = challengesOf(this.access.authenticators, { scopes, host: reply.request.host, ...request });
    if (challenges.length === 0) return new ForbiddenException(message);
    reply.raw.setHeader('WWW-Authenticate', challenges);
    return new UnauthorizedException(message);
  }

  /** The request neither waits for `onRefusal` nor fails with it. */
  private report(refusal: Pick<Refusal, 'outcome' | 'identity' | 'reason' | 'rule'>, { scopes, view }: Asked): void {
    const { access } = this;
    if (access.onRefusal === undefined) return;
    Promise.resolve({ ...refusal, scopes, client: view.client, requestId: view.requestId })
      .then((reported) => access.onRefusal?.(reported))
      .catch((error: unknown) => logger.error(`onRefusal has failed: ${String(error)}`));
  }
}
