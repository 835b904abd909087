import type { Access, AdministrationContext } from '@lading/access';
import type { NamedIdentity } from '@lading/core';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { declarationOf } from '../route/operation.decorator.js';
import { setAsker } from './asker.js';
import { askerOfSession } from './asker-of-session.js';
import { clientOf } from './client-of.js';
import { isFromOwnOrigin } from './own-origin.js';

const readOnlyMethods = new Set(['GET', 'HEAD', 'OPTIONS']);
const personalToken = /^Bearer +(ldp_[0-9A-Za-z]+)$/i;
const robotSecret = /^Bearer +ldr_[0-9A-Za-z]+$/i;

/** Finds out which user a request is from: by a personal access token, or by the cookie of a session. */
@Injectable()
export class ManagementGuard implements CanActivate {
  readonly access: Access;
  readonly publicUrl: URL | undefined;

  constructor(@Inject(MANAGEMENT_OPTIONS) { access, publicUrl }: ManagementOptions) {
    this.access = access;
    this.publicUrl = publicUrl;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const operation = declarationOf(context.getHandler());
    if (operation === undefined) throw new Problem('NOT_FOUND', 'there is no such endpoint');
    if (operation.audience === 'anyone') this.requireNoForeignOrigin(request);
    else setAsker(request, await this.identify(request));
    return true;
  }

  private async identify(request: FastifyRequest): Promise<AdministrationContext> {
    const { authorization } = request.headers;
    if (authorization !== undefined) return this.byToken(authorization, request);
    const asker = await askerOfSession(request, this);
    if (asker === undefined) throw unauthenticated();
    if (!readOnlyMethods.has(request.method)) this.requireOwnPage(request);
    requireUser(asker.identity);
    return asker;
  }

  private async byToken(authorization: string, request: FastifyRequest): Promise<AdministrationContext> {
    if (robotSecret.test(authorization)) throw new Problem('FORBIDDEN', 'robots cannot use the management API');
    const [, secret] = personalToken.exec(authorization) ?? [];
    if (secret === undefined) throw unauthenticated();
    const outcome = await this.access.signIn.signIn({
      name: '',
      secret,
      client: clientOf(request),
      requestId: request.id,
    });
    if (outcome.outcome === 'limited')
      throw new Problem('TOO_MANY_REQUESTS', 'too many wrong secrets', {
        retryAfterSeconds: outcome.retryAfterSeconds,
      });
    if (outcome.outcome === 'refused') throw unauthenticated();
    requireUser(outcome.identity);
    return { identity: outcome.identity, client: clientOf(request), requestId: request.id };
  }

  /** A page of another site can make a browser send its cookies. */
  private requireOwnPage(request: FastifyRequest): void {
    if (isFromOwnOrigin(request, this.publicUrl) !== true)
      throw new Problem('FORBIDDEN', 'a change with a session must come from a page of the registry itself');
    requireJson(request);
  }

  /** Otherwise a page of another site could sign its visitors in as somebody else. */
  private requireNoForeignOrigin(request: FastifyRequest): void {
    if (readOnlyMethods.has(request.method)) return;
    if (isFromOwnOrigin(request, this.publicUrl) === false)
      throw new Problem('FORBIDDEN', 'a sign-in must come from a page of the registry itself');
    requireJson(request);
  }
}

/** A form of another site cannot send JSON. */
function requireJson(request: FastifyRequest): void {
  const type = request.headers['content-type'];
  if (type !== undefined && !/^application\/json *(;|$)/i.test(type))
    throw new Problem('FORBIDDEN', 'the body must be application/json');
}

function unauthenticated(): Problem {
  return new Problem('UNAUTHENTICATED', 'sign in, or send a personal access token as Bearer');
}

function requireUser({ kind }: NamedIdentity): void {
  if (kind !== 'user') throw new Problem('FORBIDDEN', 'robots cannot use the management API');
}
