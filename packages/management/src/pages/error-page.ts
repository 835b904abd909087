import { type Html, html } from './html.js';
import { page } from './layout.js';

const titles: Readonly<Record<number, string>> = {
  403: 'Not allowed',
  404: 'Not found',
  429: 'Too many attempts',
  503: 'Not available now',
};

export function errorPage(status: number, message: string, requestId: string): Html {
  const title = titles[status] ?? (status >= 500 ? 'Something went wrong' : 'The request failed');
  return page({
    title,
    content: html`<p>${message}</p>
<p class="quiet">Request ${requestId}</p>
<p><a href="account">Go to your account</a></p>`,
  });
}
