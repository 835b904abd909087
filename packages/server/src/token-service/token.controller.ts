import type { TokenService } from '@lading/access';
import { Controller, Get, Headers, Inject, Post, Req, Res, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { formatScope } from '../access/credentials/bearer-challenge.js';
import { RequiresNothing } from '../access/requires.decorator.js';
import type { RequestBody } from '../http/body/request-body.js';
import { requestClientOf } from '../http/request/request-client.js';
import { jsonResponse, type OciResponse } from '../http/response/oci-response.js';
import { Body } from '../http/routing/request.decorators.js';
import { answerSignalOf } from '../operation/client-signals.js';
import { readForm } from './read-form.js';
import type { TokenClient } from './token-client.js';
import { TokenErrorFilter } from './token-error.filter.js';
import { exchangeGrant, TokenExchanges } from './token-exchanges.js';
import { TokenParameters } from './token-parameters.js';
import { type TokenAnswer, TokenRequests } from './token-requests.js';
import { MODULE_OPTIONS_TOKEN } from './token-service.module-definition.js';
import type { TokenServiceOptions } from './token-service.options.js';
import { tokenServiceOf } from './token-service-of.js';

/** `/v2/token`, and `/token`: gives tokens to clients that were challenged (AUTH-06 to AUTH-12). */
@Controller({ path: 'v2/token', version: VERSION_NEUTRAL })
@UseFilters(TokenErrorFilter)
@RequiresNothing()
export class TokenController {
  private readonly tokens: TokenService;
  private readonly requests: TokenRequests;
  private readonly exchanges: TokenExchanges | undefined;

  constructor(@Inject(MODULE_OPTIONS_TOKEN) options: TokenServiceOptions) {
    this.tokens = tokenServiceOf(options);
    this.requests = new TokenRequests(options.access, this.tokens);
    const { workloads } = options.access;
    this.exchanges = workloads && new TokenExchanges(workloads, this.tokens.service);
  }

  @Get()
  async get(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<OciResponse> {
    const [, query = ''] = request.originalUrl.split(/\?(.*)/s);
    const { authorization } = request.headers;
    const token = await this.requests.fromQuery(new TokenParameters(query), authorization, clientOf(request, reply));
    return tokenResponse(token, {});
  }

  @Post()
  async post(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @Body() body: RequestBody,
    @Headers('content-type') contentType: string | undefined,
  ): Promise<OciResponse> {
    const form = await readForm(body, contentType);
    const from = clientOf(request, reply);
    if (this.exchanges !== undefined && form.one('grant_type') === exchangeGrant)
      return jsonResponse(200, await this.exchanges.fromForm(form, from), { 'Cache-Control': 'no-store' });
    const token = await this.requests.fromForm(form, from);
    return tokenResponse(token, { scope: token.access.map(formatScope).join(' '), token_type: 'Bearer' });
  }

  /** The keys that verify the tokens, for other programs. A new key is shown some time before it signs. */
  @Get('jwks')
  async keys(): Promise<OciResponse> {
    return jsonResponse(200, await this.tokens.publicKeys(), { 'Cache-Control': 'public, max-age=300' });
  }
}

/** There is no `issued_at`: with it, a client whose clock is wrong would take the token for expired. */
function tokenResponse(answer: TokenAnswer, more: Readonly<Record<string, string>>): OciResponse {
  const { token, expiresInSeconds, refreshToken } = answer;
  const body = { token, access_token: token, expires_in: expiresInSeconds, refresh_token: refreshToken, ...more };
  return jsonResponse(200, body, { 'Cache-Control': 'no-store' });
}

function clientOf(request: FastifyRequest, { raw }: FastifyReply): TokenClient {
  return {
    client: requestClientOf(request),
    requestId: request.id,
    signal: answerSignalOf(raw),
  };
}
