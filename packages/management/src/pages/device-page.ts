import { formatUserCode, type WaitingDevice } from '@lading/access';
import { type Html, html } from './html.js';
import { alert, page, terms, time } from './layout.js';

interface SignedIn {
  readonly user: string;
}

/** Asks for the code that a device shows. */
export function codePage({
  user,
  code,
  message,
}: SignedIn & { readonly code?: string; readonly message?: string }): Html {
  return page({
    title: 'Sign in a device',
    user,
    content: html`${message !== undefined && alert(message)}
<div class="card narrow">
<form method="post" action="device">
<label for="user_code">Code on your device</label>
<input class="code" id="user_code" name="user_code" value="${code && formatUserCode(code)}" autocomplete="off" autocapitalize="characters" spellcheck="false" required maxlength="20" aria-describedby="code-hint">
<p class="quiet" id="code-hint">Eight letters, such as BCDF-GHJK.</p>
<button class="strong">Continue</button>
</form>
</div>`,
  });
}

/** Shows the device and its request, before the person decides. */
export function approvalPage({
  user,
  code,
  device,
}: SignedIn & { readonly code: string; readonly device: WaitingDevice }): Html {
  const { scopes, address, userAgent, createdAt } = device;
  return page({
    title: 'Let this device sign in?',
    user,
    content: html`<p class="error"><strong>Approve only if you started this sign-in yourself</strong> and your device shows the same code. Never approve a code that somebody sent to you.</p>
<div class="card">
${terms({
  Code: html`<span class="code">${formatUserCode(code)}</span>`,
  'Name of the device': device.device,
  Program: userAgent,
  Address: address,
  Requested: time(createdAt),
  'It will act as': user,
  'It may': scopes === undefined ? 'do everything that you may do' : scopeList(scopes),
})}
<form method="post" action="device" class="actions">
<input type="hidden" name="user_code" value="${code}">
<button class="strong" name="decision" value="approve">Approve</button>
<button class="danger" name="decision" value="deny">Deny</button>
</form>
</div>`,
  });
}

export function decidedPage({
  user,
  isApproved,
  device,
}: SignedIn & { readonly isApproved: boolean; readonly device: WaitingDevice }): Html {
  const text = isApproved
    ? html`<p><strong>${device.device}</strong> gets a token in a few seconds. You can close this page.</p>`
    : html`<p><strong>${device.device}</strong> gets no token. You can close this page.</p>`;
  return page({
    title: isApproved ? 'The device is approved' : 'The device is denied',
    user,
    content: html`${text}
<p><a href="account">See your tokens and sessions</a></p>`,
  });
}

function scopeList(scopes: NonNullable<WaitingDevice['scopes']>): Html {
  return html`<ul>${scopes.map(({ where, what }) => html`<li>${what.join(', ')} in ${where.join(', ')}</li>`)}</ul>`;
}
