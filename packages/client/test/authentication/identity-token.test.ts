import { ScriptedRegistry } from '@lading/conformance';
import { createRegistryClient } from '../../src/index.js';

const servers: ScriptedRegistry[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

/** A registry that wants the token `good`, with a token endpoint that knows POST or does not. */
async function start({ knowsPost }: { readonly knowsPost: boolean }) {
  const tokens = await ScriptedRegistry.start(({ method }) =>
    method === 'POST' && !knowsPost
      ? { status: 404 }
      : {
          status: 200,
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ access_token: 'good', expires_in: 300 }),
        },
  );
  const registry = await ScriptedRegistry.start(({ headers }) =>
    headers.authorization === 'Bearer good'
      ? undefined
      : { status: 401, headers: { 'www-authenticate': `Bearer realm="${tokens.url.href}token",service="s"` } },
  );
  servers.push(tokens, registry);
  const repository = createRegistryClient(registry.url, { credentials: { identityToken: 'id/1+' } });
  return { tokens, repository: repository.repository('team/app') };
}

describe('an identity token', () => {
  it('is exchanged for a token by POST, and never sent to the registry', async () => {
    const { tokens, repository } = await start({ knowsPost: true });
    expect(await repository.blobs.stat(`sha256:${'a'.repeat(64)}`)).toBeUndefined();
    const [asked, ...others] = tokens.requests;
    const form = new URLSearchParams(asked?.body.toString());
    expect(others).toEqual([]);
    expect(asked?.headers.authorization).toBeUndefined();
    expect(Object.fromEntries(form)).toMatchObject({
      grant_type: 'refresh_token',
      refresh_token: 'id/1+',
      service: 's',
      scope: 'repository:team/app:pull',
    });
  });

  it('is sent by GET if the endpoint has no POST', async () => {
    const { tokens, repository } = await start({ knowsPost: false });
    expect(await repository.blobs.stat(`sha256:${'a'.repeat(64)}`)).toBeUndefined();
    expect(tokens.asked('GET')[0]?.headers.authorization).toBe(
      `Basic ${Buffer.from('<token>:id/1+').toString('base64')}`,
    );
  });
});
