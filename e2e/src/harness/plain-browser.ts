import { request as askPlain } from 'node:http';
import { text } from 'node:stream/consumers';

interface BrowserPage {
  readonly url: URL;
  readonly status: number;
  readonly body: string;
}

/** The most redirects that a browser follows. */
const mostRedirects = 15;

/**
 * A browser without scripts: it keeps the cookies of each host, follows redirects, and fills in forms. It speaks http even for
 * https URLs. `reach` says where the server of a host really is.
 */
export class PlainBrowser {
  readonly #cookies = new Map<string, Map<string, string>>();

  /** @param reach the host and port to connect to; those of the URL if it returns undefined */
  constructor(private readonly reach: (url: URL) => string | undefined = () => undefined) {}

  /** @param until the redirect that is not followed. Its target becomes the URL of the page */
  async visit(url: string | URL, until: (url: URL) => boolean = () => false): Promise<BrowserPage> {
    return this.#go(new URL(url), undefined, until);
  }

  /** Sends the first form of a page, with its hidden fields and these. */
  async send(
    { url, body }: BrowserPage,
    fields: Readonly<Record<string, string>> = {},
    until: (url: URL) => boolean = () => false,
  ): Promise<BrowserPage> {
    const [, attributes = '', content = ''] = /<form([^>]*)>([\s\S]*?)<\/form>/i.exec(body) ?? [];
    const hidden = [...content.matchAll(/<input[^>]*type="hidden"[^>]*>/gi)].map(([input]) => [
      attributeOf(input, 'name'),
      attributeOf(input, 'value'),
    ]);
    const target = new URL(attributeOf(attributes, 'action') || url, url);
    const form = new URLSearchParams({ ...Object.fromEntries(hidden), ...fields });
    return this.#go(target, form, until);
  }

  /** The cookies for a host, as a request has them. */
  cookiesOf(host: string): string {
    return [...(this.#cookies.get(host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
  }

  async #go(first: URL, form: URLSearchParams | undefined, until: (url: URL) => boolean): Promise<BrowserPage> {
    let [url, body] = [first, form];
    for (let left = mostRedirects; left > 0; left -= 1) {
      const page = await this.#ask(url, body);
      if (page.location === undefined || until(page.location))
        return { url: page.location ?? url, status: page.status, body: page.body };
      [url, body] = [page.location, undefined];
    }
    throw new Error(`more than ${mostRedirects} redirects, the last one to ${url}`);
  }

  #ask(url: URL, form: URLSearchParams | undefined): Promise<{ status: number; body: string; location?: URL }> {
    const { hostname, port } = new URL(`http://${this.reach(url) ?? url.host}`);
    const headers = {
      host: url.host,
      accept: 'text/html,application/json',
      cookie: this.cookiesOf(url.host),
      ...(form && { 'content-type': 'application/x-www-form-urlencoded', origin: url.origin }),
    };
    const method = form === undefined ? 'GET' : 'POST';
    const path = `${url.pathname}${url.search}`;
    return new Promise((resolve, reject) => {
      const sent = askPlain({ hostname, port: port || 80, path, method, headers }, (response) => {
        for (const cookie of response.headers['set-cookie'] ?? []) this.#keep(url.host, cookie);
        const { statusCode: status = 0 } = response;
        const { location } = response.headers;
        const isRedirect = status >= 300 && status < 400 && location !== undefined;
        text(response).then(
          (body) => resolve({ status, body, ...(isRedirect && { location: new URL(location, url) }) }),
          reject,
        );
      });
      sent.once('error', reject);
      sent.end(form?.toString());
    });
  }

  #keep(host: string, cookie: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(cookie) ?? [];
    const cookies = this.#cookies.get(host) ?? new Map<string, string>();
    this.#cookies.set(host, cookies);
    if (value === '' || /max-age=0/i.test(cookie)) cookies.delete(name);
    else cookies.set(name, value);
  }
}

function attributeOf(tag: string, name: string): string {
  const [, value = ''] = new RegExp(`\\b${name}="([^"]*)"`, 'i').exec(tag) ?? [];
  return value.replaceAll('&amp;', '&').replaceAll('&quot;', '"');
}
