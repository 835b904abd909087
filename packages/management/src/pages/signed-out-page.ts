import { type Html, html } from './html.js';
import { page } from './layout.js';

/**
 * Says that the session has ended. The identity provider still has its own session. A link leads there, because the policy of the
 * page lets a form lead to no other site.
 */
export function signedOutPage(providerPage: URL): Html {
  return page({
    title: 'You are signed out',
    content: html`<p>You are still signed in at your identity provider. If other people use this computer, sign out there too.</p>
<p class="actions"><a class="button" href="${providerPage.href}">Sign out at the provider</a> <a class="button" href="login">Sign in again</a></p>`,
  });
}
