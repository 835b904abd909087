import { type Answer, send } from '@lading/e2e/harness/push-and-pull';

/** The header fields of a name and a secret. */
export function basic(name: string, secret: string): Record<string, string> {
  return { authorization: `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}` };
}

/** Asks as docker does: it gets a token from the realm of the challenge, and asks again. */
export async function askWithToken(url: string, credentials: Record<string, string>): Promise<Answer> {
  const challenged = await send('GET', url);
  const challenge = String(challenged.headers.get('www-authenticate'));
  const token = await send('GET', tokenUrlOf(challenge), { headers: credentials });
  if (token.status !== 200) return token;
  const { token: text } = JSON.parse(token.body.toString()) as { readonly token: string };
  return send('GET', url, { headers: { authorization: `Bearer ${text}` } });
}

function tokenUrlOf(challenge: string): string {
  const {
    realm = '',
    service = '',
    scope,
  } = Object.fromEntries([...challenge.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value])) as Record<
    string,
    string
  >;
  const query = new URLSearchParams({ service, ...(scope === undefined ? {} : { scope }) });
  return `${realm}?${query}`;
}
