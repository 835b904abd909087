import type { RegistryError } from '@lading/core';
import { Catch } from '@nestjs/common';
import { errorStatusOf } from '../http/error/error-status.js';
import { withHeaders } from '../http/error/with-headers.js';
import { errorResponse } from '../http/response/error-response.js';
import type { OciResponse } from '../http/response/oci-response.js';
import { RegistryErrorFilter } from '../http/response/registry-error.filter.js';
import { TokenError } from './token-error.js';

/** Answers errors of the token endpoint for both kinds of clients: with `errors` of OCI, and with `error` of OAuth 2. */
@Catch()
export class TokenErrorFilter extends RegistryErrorFilter {
  protected override responseTo(error: RegistryError): OciResponse {
    const oauth = { error: oauthErrorOf(error), error_description: error.message };
    return errorResponse(withHeaders(error, { 'Cache-Control': 'no-store' }), oauth);
  }
}

function oauthErrorOf(error: RegistryError): string {
  if (error instanceof TokenError) return error.oauthError;
  const { status } = errorStatusOf(error);
  if (status === 429 || status === 503) return 'temporarily_unavailable';
  return status >= 500 ? 'server_error' : 'invalid_request';
}
