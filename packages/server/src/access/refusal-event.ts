import { type AuditEvent, actorOf, type Refusal } from '@lading/core';
import { formatScope } from './credentials/bearer-challenge.js';

/** A refusal as the audit records it. */
export function refusalEvent({ identity, scopes, rule, reason, client, requestId }: Refusal): AuditEvent {
  return {
    action: 'access.refused',
    outcome: 'refused',
    actor: actorOf(identity),
    credential: identity.kind === 'anonymous' ? undefined : identity.credential,
    rule,
    repository: scopes.find(({ type }) => type === 'repository')?.name,
    address: client.address,
    userAgent: client.userAgent,
    requestId,
    detail: { reason, scopes: scopes.map(formatScope) },
  };
}
