import type { Access } from '@lading/access';
import { type CanActivate, type ExecutionContext, Inject, Injectable } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { setAsker } from '../guard/asker.js';
import { askerOfSession } from '../guard/asker-of-session.js';
import { isFromOwnOrigin } from '../guard/own-origin.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { Problem } from '../problem/problem.js';
import { audienceOf } from './page.decorator.js';

/** The page needs a session. */
export class SignInNeeded extends Error {
  override readonly name = 'SignInNeeded';
}

/** Identifies the user of a page, by the cookie of a session and nothing else. */
@Injectable()
export class PageGuard implements CanActivate {
  readonly access: Access;
  readonly publicUrl: URL | undefined;

  constructor(@Inject(MANAGEMENT_OPTIONS) { access, publicUrl }: ManagementOptions) {
    this.access = access;
    this.publicUrl = publicUrl;
  }

  async canActivate(context: ExecutionContext): Promise<boolean> {
    const request = context.switchToHttp().getRequest<FastifyRequest>();
    const audience = audienceOf(context.getHandler());
    if (audience === undefined) throw new Problem('NOT_FOUND', 'There is no such page.');
    if (request.method === 'POST') this.requireOwnPage(request);
    const asker = await askerOfSession(request, this);
    if (asker !== undefined) setAsker(request, asker);
    else if (audience === 'user') throw new SignInNeeded('the page needs a session');
    return true;
  }

  /** A page of another site can make a browser send a form with its cookies. */
  private requireOwnPage(request: FastifyRequest): void {
    if (isFromOwnOrigin(request, this.publicUrl) !== true)
      throw new Problem('FORBIDDEN', 'This form did not come from a page of this registry. Open the page again.');
  }
}
