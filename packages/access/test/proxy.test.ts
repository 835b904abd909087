import { createServer, type Server } from 'node:http';
import type { Socket } from 'node:net';
import { MemoryAccessStore } from '@lading/storage';
import { type AccessOptions, createAccess, type IdentityProvider } from '../src/index.js';
import { kubernetesClaims } from '../src/testing/index.js';
import { IssuerKey } from '../src/testing/issuer-key.js';
import { closeServer, hostOf, listen } from '../src/testing/loopback-server.js';

const service = 'registry.example.com';
const client = { address: '192.0.2.1', userAgent: 'test' };
const tokens = { service, issuer: `https://${service}`, sealingKeys: [Buffer.alloc(32, 1)] };

/** A proxy that connects to nothing, and records the requests. */
let proxy: Server;
let asked: string[];

beforeEach(async () => {
  asked = [];
  proxy = createServer().on('connect', ({ url }, socket: Socket) => {
    asked.push(String(url));
    socket.end('HTTP/1.1 502 No\r\n\r\n');
  });
  await listen(proxy);
});
afterEach(() => closeServer(proxy));

async function withAccess(
  options: Pick<AccessOptions, 'tokens' | 'external' | 'files'>,
  use: (access: Awaited<ReturnType<typeof createAccess>>) => Promise<unknown>,
): Promise<void> {
  const access = await createAccess({
    store: new MemoryAccessStore(),
    proxy: { url: `http://${hostOf(proxy)}` },
    ...options,
  });
  try {
    await use(access);
  } finally {
    await access.close();
  }
}

/** A token that is valid if its key is that of the issuer. */
function tokenFor(iss: string): string {
  const iat = Math.floor(Date.now() / 1000);
  const key = new IssuerKey();
  return key.sign({ iss, aud: service, iat, exp: iat + 300, ...kubernetesClaims() }, { kid: key.ids.thumbprint });
}

describe('requests through a proxy', () => {
  it('read the keys of the issuers of workloads', async () => {
    const issuer = 'https://issuer.example.com';
    const trusts = [{ issuer, audience: service, claims: { sub: 'a' }, robot: 'ci', maximumSeconds: 3600 }];
    await withAccess({ tokens, files: { trusts } }, async ({ signIn }) => {
      const signing = signIn.signIn({ name: '', secret: tokenFor(issuer), client });
      await expect(signing).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
    expect(asked).toEqual(['issuer.example.com:443']);
  });

  it('read the keys of another token service', async () => {
    const issuer = 'https://tokens.example.com';
    const external = { realm: `${issuer}/token`, service, issuer, jwksUrl: 'https://keys.example.com/jwks' };
    await withAccess({ external }, async (access) => {
      await expect(access.tokens.verify(tokenFor(issuer))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    });
    expect(asked).toEqual(['keys.example.com:443']);
  });

  it('read the metadata of identity providers', async () => {
    const provider: IdentityProvider = {
      name: 'company',
      title: 'Company',
      issuer: 'https://login.example.com',
      clientId: 'registry',
      scopes: ['openid'],
      nameClaim: 'preferred_username',
      groupsClaim: 'groups',
      createsUsers: true,
    };
    const redirectUri = new URL(`https://${service}/login/oidc/company/callback`);
    await withAccess({ tokens, files: { providers: [provider] } }, async ({ providers }) => {
      const begun = await providers.begin({ provider: 'company', redirectUri, page: '/', client });
      expect(begun).toEqual({ outcome: 'unavailable' });
    });
    expect(asked).toEqual(['login.example.com:443']);
  });

  it('need the URL of a proxy at the start', async () => {
    const starting = createAccess({ store: new MemoryAccessStore(), tokens, proxy: { url: 'proxy:3128' } });
    await expect(starting).rejects.toThrow('the URL of a proxy must look like');
  });
});
