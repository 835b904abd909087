import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

/** The identity provider `oidc-provider`, on a free port of 127.0.0.1. Any name and password sign in. */
export class PersonProvider {
  /** The claims of each subject. A subject without an entry has only its `sub`. */
  readonly claims = new Map<string, Readonly<Record<string, unknown>>>();
  readonly #server: Server;

  private constructor(
    readonly issuer: string,
    server: Server,
  ) {
    this.#server = server;
  }

  static async start(client: { readonly secret: string; readonly origin: string }): Promise<PersonProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const started = new PersonProvider(issuer, server);
    const provider = new Provider(issuer, {
      clients: [
        {
          client_id: 'lading',
          client_secret: client.secret,
          redirect_uris: [`${client.origin}/login/oidc/company/callback`],
          post_logout_redirect_uris: [`${client.origin}/login`],
        },
      ],
      findAccount: (_, sub) => ({ accountId: sub, claims: () => ({ ...started.claims.get(sub), sub }) }),
      claims: { openid: ['sub'], profile: ['name', 'preferred_username'], email: ['email'], groups: ['groups'] },
      cookies: { keys: ['only for tests'] },
      features: { devInteractions: { enabled: true } },
    });
    server.on('request', provider.callback());
    return started;
  }

  close(): Promise<void> {
    this.#server.closeAllConnections();
    return new Promise((resolve) => this.#server.close(() => resolve()));
  }
}
