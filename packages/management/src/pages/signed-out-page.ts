import { type Html, html } from './html.js';
import { page } from './layout.js';

/**
 * Says that the session is over. The identity provider still has one of its own. A link leads there, since browsers let a form of
 * this page lead to no other site.
 */
export function signedOutPage(providerPage: URL): Html {
  return page({
    title: 'You are signed out',
    content: html`<p>You are still signed in at your identity provider. On a computer that others use, sign out there, too.</p>
<p class="actions"><a class="button" href="${providerPage.href}">Sign out at the provider</a> <a class="button" href="login">Sign in again</a></p>`,
  });
}
