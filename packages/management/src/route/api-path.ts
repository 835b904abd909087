/** Where the API is, without a slash at the beginning. */
export const apiPath = 'api/v1';

/** Whether a URL is below the API, which may be behind a prefix of the application. */
export function isBelowApi(url: string): boolean {
  return /^[^?]*\/api\/v1(\/|$|\?)/.test(url);
}
