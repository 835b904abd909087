import { type Html, html } from './html.js';
import { alert, page } from './layout.js';

interface LoginPageParts {
  /** The page to go to after the sign-in. */
  readonly redirectTo: string;
  readonly providers: readonly { readonly name: string; readonly title: string }[];
  /** The name of the user who is signed in already. */
  readonly user?: string | undefined;
  /** The name that was typed. */
  readonly name?: string | undefined;
  readonly message?: string | undefined;
}

export function loginPage({ redirectTo, providers, user, name, message }: LoginPageParts): Html {
  const links = providers.map((provider) => {
    const target = `login/oidc/${encodeURIComponent(provider.name)}?${new URLSearchParams({ redirect_to: redirectTo })}`;
    return html`<p><a class="button" href="${target}">Sign in with ${provider.title}</a></p>\n`;
  });
  return page({
    title: 'Sign in',
    user,
    content: html`${message !== undefined && alert(message)}
${user !== undefined && html`<p class="note">You are signed in as <strong>${user}</strong>.</p>`}
<div class="card narrow">
<form method="post" action="login">
<input type="hidden" name="redirect_to" value="${redirectTo}">
<label for="name">Name</label>
<input id="name" name="name" value="${name}" autocomplete="username" autocapitalize="none" spellcheck="false" required maxlength="256">
<label for="password">Password</label>
<input id="password" name="password" type="password" autocomplete="current-password" required maxlength="4096">
<button class="strong">Sign in</button>
</form>
</div>
${links.length > 0 && html`<h2>Other ways to sign in</h2>\n${links}`}`,
  });
}

/** The messages for the codes in the parameter `error`. Unknown codes have no message. */
export const signInMessages: ReadonlyMap<string | undefined, string> = new Map([
  ['sign-in-expired', 'The sign-in took too long or was already used. Try again.'],
  ['sign-in-refused', 'The sign-in was refused. Try again, or ask your administrator.'],
  ['provider-unavailable', 'The sign-in service is not responding. Try again later.'],
  ['not-allowed', 'Your account may not use this registry. Ask your administrator.'],
  ['too-many-requests', 'Too many attempts. Try again later.'],
  ['unavailable', 'The registry cannot sign you in at the moment. Try again later.'],
  ['internal', 'The sign-in failed. Try again, or ask your administrator.'],
  ['not-found', 'This way to sign in does not exist.'],
  ['sign-in-old', 'For this, you must have signed in within the last 10 minutes. Sign in again.'],
]);
