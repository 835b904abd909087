import { type AuditEvent, actorOf } from '@lading/core';
import { cleanAuditEvent } from '../../audit/clean-audit-event.js';
import type { AdministrationContext } from '../administration-context.js';

/** An event of the audit about what an actor has done. */
export function auditEventOf(
  { identity, client, requestId, session }: AdministrationContext,
  event: Pick<AuditEvent, 'action' | 'target' | 'detail'>,
): AuditEvent {
  return cleanAuditEvent({
    ...event,
    outcome: 'done',
    actor: actorOf(identity),
    credential: session?.id ?? identity.credential,
    address: client?.address,
    userAgent: client?.userAgent,
    requestId,
  });
}
