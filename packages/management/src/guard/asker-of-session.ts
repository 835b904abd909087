import type { Access, AdministrationContext } from '@lading/access';
import type { FastifyRequest } from 'fastify';
import type { ManagementOptions } from '../options/management.options.js';
import { clientOf } from './client-of.js';
import { sessionSecretOf } from './session-cookie.js';

interface SessionAsker extends AdministrationContext {
  readonly session: NonNullable<AdministrationContext['session']>;
}

/** The user of the session whose cookie a request has; undefined if there is no cookie, or its session has ended. */
export async function askerOfSession(
  request: FastifyRequest,
  { access, publicUrl }: Pick<ManagementOptions, 'publicUrl'> & { readonly access: Pick<Access, 'sessions'> },
): Promise<SessionAsker | undefined> {
  const secret = sessionSecretOf(request, publicUrl);
  const used = secret === undefined ? undefined : await access.sessions.use(secret);
  if (used === undefined) return undefined;
  const { id, createdAt: signedInAt } = used.session;
  return { identity: used.identity, client: clientOf(request), requestId: request.id, session: { id, signedInAt } };
}
