import type { Credential, Session } from '@lading/access';
import { type Html, html } from './html.js';
import { page, terms, time } from './layout.js';

interface AccountPageParts {
  readonly user: string;
  readonly groups: readonly string[];
  readonly sessions: readonly Session[];
  readonly hasMoreSessions: boolean;
  /** The id of the session that shows the page. */
  readonly current: string | undefined;
  readonly tokens: readonly Credential[];
  readonly now: Date;
}

export function accountPage(parts: AccountPageParts): Html {
  const { user, groups, sessions, hasMoreSessions, tokens, now } = parts;
  return page({
    title: 'Your account',
    user,
    content: html`<div class="card">
${terms({ Name: user, Groups: groups.length === 0 ? 'none' : groups.join(', ') })}
<form method="post" action="logout" class="actions"><button>Sign out</button></form>
</div>
<h2>Sessions</h2>
<ul class="list">${sessions.map((session) => sessionCard(session, session.id === parts.current))}</ul>
${hasMoreSessions && html`<p class="quiet">You have more sessions than are shown here.</p>`}
<form method="post" action="account">
<button class="danger" name="action" value="end-sessions">End all sessions</button>
<p class="quiet">This signs you out everywhere, including here. Your personal access tokens remain.</p>
</form>
<h2>Personal access tokens</h2>
${tokens.length === 0 ? html`<p>You have no tokens.</p>` : html`<ul class="list">${tokens.map((token) => tokenCard(token, now))}</ul>`}`,
  });
}

function sessionCard({ id, userAgent, address, createdAt, lastUsedAt }: Session, isCurrent: boolean): Html {
  const program = userAgent ?? 'an unknown program';
  return html`<li class="card">
<strong>${program}</strong>${isCurrent && ' (this session)'}
${terms({ Address: address, 'Signed in': time(createdAt), 'Last used': time(lastUsedAt) })}
<form method="post" action="account">
<input type="hidden" name="id" value="${id}">
<button name="action" value="end-session" aria-label="End the session of ${program}${address !== undefined && ` at ${address}`}, signed in ${createdAt.toISOString()}">End</button>
</form>
</li>`;
}

function tokenCard({ id, description, hint, createdAt, expiresAt, lastUsedAt }: Credential, now: Date): Html {
  const isOver = expiresAt !== undefined && expiresAt <= now;
  return html`<li class="card">
<strong>${description}</strong>${isOver && ' (expired)'}
${terms({
  'Last four characters': hint,
  Created: time(createdAt),
  Expires: expiresAt === undefined ? 'never' : time(expiresAt),
  'Last used': lastUsedAt === undefined ? 'never' : time(lastUsedAt),
})}
<form method="post" action="account">
<input type="hidden" name="id" value="${id}">
<button class="danger" name="action" value="delete-token" aria-label="Delete the token ${description}, which ends in ${hint}">Delete</button>
</form>
</li>`;
}
