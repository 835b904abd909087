import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A page of somebody else, with forms for the registry and the registry in a frame. */
interface OtherSite {
  /** Another site for browsers: another name of this machine. */
  readonly crossSite: string;
  /** The same site, but another origin: another port. Cookies of the registry go along with its requests. */
  readonly sameSite: string;
  close(): void;
}

export async function startOtherSite(registry: string): Promise<OtherSite> {
  const forms = [
    ['/account', { action: 'end-sessions' }],
    ['/logout', {}],
    ['/device', { user_code: 'BCDF-GHJK', decision: 'approve' }],
    ['/login', { name: 'eve', password: 'of eve' }],
  ] as const;
  const html = `<!doctype html><title>Other</title>
${forms.map(([path, values]) => form(`${registry}${path}`, path, values)).join('\n')}
<iframe src="${registry}/login"></iframe>`;
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'content-type': 'text/html' }).end(html);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    crossSite: `http://localhost:${port}/`,
    sameSite: `http://127.0.0.1:${port}/`,
    close: () => server.close(),
  };
}

function form(action: string, title: string, values: Readonly<Record<string, string>>): string {
  const inputs = Object.entries(values).map(([name, value]) => `<input name="${name}" value="${value}">`);
  return `<form method="post" action="${action}">${inputs.join('')}<button>${title}</button></form>`;
}
