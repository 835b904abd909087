import { type Account, basic } from '../harness/accounts.js';
import { expectStatus, send } from '../harness/push-and-pull.js';

/** Gets a token from one replica of the registry that clients know by `publicUrl`. */
export async function tokenFrom(url: string, publicUrl: string, account: Account, scope: string): Promise<string> {
  const query = new URLSearchParams({ service: new URL(publicUrl).host, scope });
  const headers = { authorization: basic(account) };
  const { body } = expectStatus(await send('GET', `${url}/v2/token?${query}`, { headers }), 200);
  return (JSON.parse(body.toString()) as { token: string }).token;
}

export function bearer(token: string): string {
  return `Bearer ${token}`;
}

/** Asks for the manifest `v1` of a repository. */
export async function statusOf(url: string, repository: string, authorization: string): Promise<number> {
  const accept = 'application/vnd.oci.image.manifest.v1+json';
  return (await send('GET', `${url}/v2/${repository}/manifests/v1`, { headers: { authorization, accept } })).status;
}

/** The id of the key that has signed a token. */
export function keyIdOf(token: string): string {
  const header = Buffer.from(token.split('.')[0] ?? '', 'base64url').toString();
  return (JSON.parse(header) as { kid: string }).kid;
}
