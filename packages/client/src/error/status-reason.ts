const reasons: Readonly<Record<number, string>> = {
  400: 'the registry rejects the request as invalid',
  401: 'authentication is required',
  403: 'access is denied',
  404: 'not found',
  405: 'the registry does not allow this',
  408: 'the request took too long',
  409: 'a conflict with what is there',
  413: 'too large for the registry',
  416: 'the range is not what the registry has or waits for',
  429: 'too many requests',
};

/**
 * Describes a status for a person. A response to HEAD has no body, and a proxy sends an HTML page.
 * @returns undefined for a status that registries do not send
 */
export function statusReason(status: number): string | undefined {
  return status >= 500 ? 'the registry failed, or a proxy before it' : reasons[status];
}
