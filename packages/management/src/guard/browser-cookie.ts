import type { FastifyReply, FastifyRequest } from 'fastify';
import { isSecure } from './own-origin.js';

/**
 * A cookie that scripts cannot read. Over an encrypted connection its name has the prefix `__Host-`: a browser accepts it for
 * this host alone (RFC 6265bis). A registry on loopback without TLS uses the plain name.
 */
export class BrowserCookie {
  constructor(private readonly name: string) {}

  /** The value in a request, if it has one. */
  read(request: FastifyRequest, publicUrl: URL | undefined): string | undefined {
    const name = this.#nameFor(request, publicUrl);
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [key, value] = pair.split('=', 2).map((part) => part.trim());
      if (key === name && value) return value;
    }
    return undefined;
  }

  /** @param seconds how long the browser keeps it; until the browser is closed if absent */
  set(request: FastifyRequest, reply: FastifyReply, { value, publicUrl, seconds }: NewCookie): void {
    const life = seconds === undefined ? '' : `; Max-Age=${seconds}`;
    const secure = isSecure(request, publicUrl) ? '; Secure' : '';
    const name = this.#nameFor(request, publicUrl);
    reply.header('Set-Cookie', `${name}=${value}; Path=/; HttpOnly; SameSite=Lax${secure}${life}`);
  }

  remove(request: FastifyRequest, reply: FastifyReply, publicUrl: URL | undefined): void {
    this.set(request, reply, { value: '', publicUrl, seconds: 0 });
  }

  #nameFor(request: FastifyRequest, publicUrl: URL | undefined): string {
    return isSecure(request, publicUrl) ? `__Host-${this.name}` : this.name;
  }
}

interface NewCookie {
  readonly value: string;
  readonly publicUrl: URL | undefined;
  readonly seconds?: number | undefined;
}
