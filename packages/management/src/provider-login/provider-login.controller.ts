import type { Access } from '@lading/access';
import { Controller, Get, Inject, Param, Req, Res, UseFilters } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BrowserCookie } from '../guard/browser-cookie.js';
import { clientOf } from '../guard/client-of.js';
import { publicOriginOf } from '../guard/public-origin.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGED_ACCESS, MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { ownPath } from '../pages/own-path.js';
import { textOf } from '../pages/page-request.js';
import { BrowserSignIn } from '../sessions/browser-sign-in.js';
import { ProviderLoginFilter, setLoginHeaders } from './provider-login.filter.js';
import { providerLoginProblemOf } from './provider-login-problem.js';
import { pageBeside, providerPath } from './provider-paths.js';

/** Keeps the ticket of a sign-in while the browser is at the provider. */
const ticketCookie = new BrowserCookie('lading-sign-in');

/** Signs in people through identity providers, with redirects. */
@Controller(providerPath)
@UseFilters(ProviderLoginFilter)
export class ProviderLoginController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(MANAGEMENT_OPTIONS) private readonly options: ManagementOptions,
    @Inject(BrowserSignIn) private readonly browser: BrowserSignIn,
  ) {}

  /** Sends the browser to the provider. */
  @Get(':provider')
  async begin(
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const begun = await this.access.providers.begin({
      provider,
      redirectUri: this.callbackOf(provider, request),
      page: ownPath(textOf(request.query, 'redirect_to'), pageBeside(request, 'account')),
      client: clientOf(request),
      requestId: request.id,
    });
    if (begun.outcome !== 'begun') throw providerLoginProblemOf(begun);
    const { publicUrl } = this.options;
    ticketCookie.set(request, reply, { value: begun.ticket, publicUrl, seconds: begun.ticketSeconds });
    setLoginHeaders(reply);
    reply.status(302).header('Location', begun.url.href);
    return '';
  }

  /** The provider sends the browser back here. The answer sets the cookie of a session. */
  @Get(':provider/callback')
  async finish(
    @Param('provider') provider: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const { publicUrl } = this.options;
    const ticket = ticketCookie.read(request, publicUrl);
    if (ticket !== undefined) ticketCookie.remove(request, reply, publicUrl);
    const url = this.callbackOf(provider, request);
    url.search = request.originalUrl.slice(request.originalUrl.indexOf('?') + 1 || request.originalUrl.length);
    const requestId = request.id;
    const client = clientOf(request);
    const finished = await this.access.providers.finish({ provider, url, ticket, client, requestId });
    if (finished.outcome !== 'signed-in') throw providerLoginProblemOf(finished);
    await this.browser.begin(finished.identity, { request, reply });
    setLoginHeaders(reply);
    // Without an origin, a browser could take some paths for URLs of another host.
    reply.status(303).header('Location', `${url.origin}${finished.page}`);
    return '';
  }

  /** @throws Error without a public URL, because a client can send any `Host` */
  private callbackOf(provider: string, request: FastifyRequest): URL {
    const { publicUrl } = this.options;
    if (publicUrl === undefined) throw new Error('sign-in through identity providers needs the option publicUrl');
    const path = pageBeside(request, `${providerPath}/${encodeURIComponent(provider)}/callback`);
    return new URL(`${publicOriginOf(request, publicUrl)}${path}`);
  }
}
