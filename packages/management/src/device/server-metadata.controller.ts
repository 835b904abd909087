import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import { publicOriginOf } from '../guard/public-origin.js';
import type { ManagementOptions } from '../options/management.options.js';
import { MANAGEMENT_OPTIONS } from '../options/management.tokens.js';
import { deviceGrant } from './device-forms.js';
import { devicePaths } from './device-paths.js';

/** Names the endpoints of the device flow for programs (RFC 8414). The registry has no other flow for them. */
@Controller('.well-known/oauth-authorization-server')
export class ServerMetadataController {
  constructor(@Inject(MANAGEMENT_OPTIONS) private readonly options: ManagementOptions) {}

  @Get()
  @Header('Cache-Control', 'no-store')
  get(@Req() request: FastifyRequest): object {
    const issuer = publicOriginOf(request, this.options.publicUrl);
    return {
      issuer,
      device_authorization_endpoint: `${issuer}/${devicePaths.code}`,
      token_endpoint: `${issuer}/${devicePaths.token}`,
      grant_types_supported: [deviceGrant],
      response_types_supported: [],
      token_endpoint_auth_methods_supported: ['none'],
    };
  }
}
