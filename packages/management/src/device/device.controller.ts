import { type Access, formatDeviceScopes, type PollDeviceOutcome } from '@lading/access';
import { Controller, Header, HttpCode, Inject, Post, Req, UseFilters } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { clientOf } from '../guard/client-of.js';
import { isFromOwnOrigin } from '../guard/own-origin.js';
import { publicOriginOf } from '../guard/public-origin.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGED_ACCESS, MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { readCodeForm, readTokenForm } from './device-forms.js';
import { devicePaths } from './device-paths.js';
import { OAuthErrorFilter } from './oauth-error.filter.js';
import { OAuthError, type OAuthErrorCode } from './oauth-error.js';

/** The errors for a poll that returns no token. */
const refusals: Readonly<Record<Exclude<PollDeviceOutcome['outcome'], 'granted'>, readonly [OAuthErrorCode, string]>> =
  {
    pending: ['authorization_pending', 'nobody has decided yet'],
    'slow-down': ['slow_down', 'wait 5 seconds longer between two requests'],
    expired: ['expired_token', 'the code has expired'],
    denied: ['access_denied', 'the request was denied'],
    unknown: ['invalid_grant', 'the device_code is not valid, or was used'],
  };

/** The endpoints of RFC 8628. A program gets a personal access token that a person approves in a browser. */
@Controller()
@UseFilters(OAuthErrorFilter)
export class DeviceController {
  constructor(
    @Inject(MANAGED_ACCESS) private readonly access: Access,
    @Inject(MANAGEMENT_OPTIONS) private readonly options: ManagementOptions,
  ) {}

  @Post(devicePaths.code)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async begin(@Req() request: FastifyRequest): Promise<object> {
    this.requireNoForeignPage(request);
    const form = readCodeForm(request.body, request.headers['content-type']);
    const answer = await this.access.devices.begin({ ...form, client: clientOf(request), requestId: request.id });
    if (answer.outcome === 'limited')
      throw new OAuthError('temporarily_unavailable', 'too many devices are waiting for an approval', {
        status: 429,
        retryAfterSeconds: answer.retryAfterSeconds,
      });
    const page = `${publicOriginOf(request, this.options.publicUrl)}/${devicePaths.page}`;
    return {
      device_code: answer.deviceCode,
      user_code: answer.userCode,
      verification_uri: page,
      verification_uri_complete: `${page}?user_code=${answer.userCode}`,
      expires_in: answer.expiresInSeconds,
      interval: answer.intervalSeconds,
    };
  }

  @Post(devicePaths.token)
  @HttpCode(200)
  @Header('Cache-Control', 'no-store')
  async poll(@Req() request: FastifyRequest): Promise<object> {
    this.requireNoForeignPage(request);
    const { deviceCode } = readTokenForm(request.body, request.headers['content-type']);
    const answer = await this.access.devices.poll({ deviceCode, client: clientOf(request), requestId: request.id });
    if (answer.outcome !== 'granted') throw new OAuthError(...refusals[answer.outcome]);
    const { id, owner, createdAt, expiresAt, scopes } = answer.credential;
    return {
      access_token: answer.secret,
      token_type: 'Bearer',
      ...(expiresAt && { expires_in: Math.round((expiresAt.getTime() - createdAt.getTime()) / 1000) }),
      ...(scopes && { scope: formatDeviceScopes(scopes) }),
      // Not in RFC 6749: a program needs them to store and to revoke the token.
      username: owner.name,
      token_id: id,
    };
  }

  /** Only browsers send the fields that name a page. */
  private requireNoForeignPage(request: FastifyRequest): void {
    if (isFromOwnOrigin(request, this.options.publicUrl) === false)
      throw new OAuthError('invalid_request', 'a page of another site cannot use this endpoint', { status: 403 });
  }
}
