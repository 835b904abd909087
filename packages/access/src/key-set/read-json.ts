import type { Egress, EgressRequest } from '@lading/egress';

/**
 * Reads the text of a JSON document, which the caller parses. A redirect is an error.
 * @throws EgressError, or an Error if the status is not 200
 */
export async function readJson(egress: Egress, url: string, request: EgressRequest = {}): Promise<string> {
  const headers = { accept: 'application/json', ...request.headers };
  const { status, body } = await egress.request(url, { ...request, headers });
  if (status !== 200) throw new Error(`the answer has the status ${status}`);
  return body.toString('utf8');
}
