import { RegistryError, type RegistryErrorCode, type RegistryErrorReason } from '@lading/core';
import { errorStatusOf } from '../src/http/error/error-status.js';
import { HttpError } from '../src/http/error/http-error.js';
import { errorResponse } from '../src/http/response/error-response.js';

describe('The answer to a RegistryError', () => {
  it.each<[RegistryErrorCode, number]>([
    ['BLOB_UNKNOWN', 404],
    ['BLOB_UPLOAD_INVALID', 400],
    ['BLOB_UPLOAD_UNKNOWN', 404],
    ['DIGEST_INVALID', 400],
    ['MANIFEST_BLOB_UNKNOWN', 404],
    ['MANIFEST_INVALID', 400],
    ['MANIFEST_UNKNOWN', 404],
    ['NAME_INVALID', 400],
    ['NAME_UNKNOWN', 404],
    ['SIZE_INVALID', 400],
    ['UNAUTHORIZED', 401],
    ['DENIED', 403],
    ['UNSUPPORTED', 405],
    ['TOOMANYREQUESTS', 429],
    ['UNKNOWN', 500],
    ['UNAVAILABLE', 503],
  ])('has for %s the status %i', (code, status) => {
    expect(errorResponse(new RegistryError(code, 'x')).status).toBe(status);
  });

  it.each<[RegistryErrorCode, RegistryErrorReason, number, string | undefined]>([
    ['DENIED', 'condition-failed', 412, undefined],
    ['DENIED', 'referenced', 405, 'GET, HEAD'],
    ['BLOB_UPLOAD_INVALID', 'out-of-order', 416, undefined],
    ['BLOB_UPLOAD_INVALID', 'busy', 416, undefined],
    ['BLOB_UPLOAD_INVALID', 'claim-lost', 416, undefined],
    ['BLOB_UPLOAD_UNKNOWN', 'content-lost', 503, undefined],
    ['SIZE_INVALID', 'too-large', 413, undefined],
    ['UNSUPPORTED', 'too-many-tags', 414, undefined],
    ['UNSUPPORTED', 'catalog-off', 404, undefined],
    ['UNSUPPORTED', 'blob-deletion-off', 405, 'GET, HEAD'],
    ['UNSUPPORTED', 'manifest-deletion-off', 405, 'GET, HEAD, PUT'],
    ['UNSUPPORTED', 'tag-deletion-off', 405, 'GET, HEAD, PUT'],
    ['TOOMANYREQUESTS', 'too-many-uploads-of-client', 429, undefined],
    ['TOOMANYREQUESTS', 'too-many-uploads', 503, undefined],
  ])('has for %s because of %s the status %i', (code, reason, status, allow) => {
    const answer = errorResponse(new RegistryError(code, 'x', { reason }));
    expect([answer.status, answer.headers.Allow]).toEqual([status, allow]);
  });

  it.each<[RegistryError, number | undefined]>([
    [new RegistryError('TOOMANYREQUESTS', 'x'), 5],
    [new RegistryError('UNAVAILABLE', 'x', { retryAfterSeconds: 0.4 }), 1],
    [new RegistryError('DENIED', 'x', { retryAfterSeconds: 60 }), 60],
    [new RegistryError('DENIED', 'x'), undefined],
  ])('says when to come back [HTTP-06]', (error, seconds) => {
    expect(errorResponse(error).headers['Retry-After']).toBe(seconds);
  });

  it('keeps the status and the fields of an error of HTTP', () => {
    const error = new HttpError(408, 'UNSUPPORTED', 'x', { headers: { Connection: 'close' }, detail: { seconds: 1 } });
    expect(errorStatusOf(error)).toMatchObject({ status: 408, headers: { Connection: 'close' } });
    expect(errorResponse(error).body?.toString()).toBe(
      '{"errors":[{"code":"UNSUPPORTED","message":"x","detail":{"seconds":1}}]}',
    );
  });
});
