import type { AccessStore, Page } from '@lading/core';
import { type Session, sessionOf } from '../../session/browser-sessions.js';
import type { AdministrationContext } from '../administration-context.js';
import { auditEventOf } from '../change/audit-event-of.js';
import type { Changes } from '../change/changes.js';
import { notFound } from '../change/expectation.js';

interface SessionAdministrationOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
}

/** Sessions of browsers and of refresh tokens. Users manage their own, and an administrator manages those of all users. */
export class SessionAdministration {
  constructor(private readonly options: SessionAdministrationOptions) {}

  /** Those of one user, or of all for an administrator. @throws AdministrationError */
  async list(
    context: AdministrationContext,
    request: { readonly user?: string | undefined; readonly after?: string | undefined; readonly limit: number },
  ): Promise<Page<Session>> {
    const rights = await this.options.changes.rightsOf(context);
    const { user, after, limit } = request;
    if (user === undefined) rights.requireAdministrator();
    else if (!rights.is(user) && !rights.isAdministrator) throw notFound(`user ${user}`);
    const page = await this.options.store.sessions.list({
      limit,
      ...(user !== undefined && { user }),
      ...(after !== undefined && { after }),
    });
    return { items: page.items.map(sessionOf), hasMore: page.hasMore };
  }

  /** @throws AdministrationError `NOT_FOUND` */
  async end(context: AdministrationContext, id: string): Promise<void> {
    const rights = await this.options.changes.rightsOf(context);
    const { sessions } = this.options.store;
    const found = await sessions.find(id);
    const isVisible = found !== undefined && (rights.is(found.user) || rights.isAdministrator);
    if (!isVisible || !(await sessions.delete(id))) throw notFound(`session ${id}`);
    await this.options.store.audit.append([auditEventOf(context, { action: 'session.ended', target: id })]);
  }
}
