import type { Html } from './html.js';

/** A page, or a redirect to one. */
export class PageAnswer {
  private constructor(
    readonly status: number,
    readonly body: string,
    readonly headers: Readonly<Record<string, string>>,
  ) {}

  static of(page: Html, status = 200, headers: Readonly<Record<string, string>> = {}): PageAnswer {
    return new PageAnswer(status, page.text, { ...headers, 'Content-Type': 'text/html; charset=utf-8' });
  }

  /** Sends the browser to another page with GET (RFC 9110, section 15.4.4). */
  static redirect(location: string): PageAnswer {
    return new PageAnswer(303, '', { Location: location });
  }
}
