import type { Actor, AuditEntry, AuditEvent } from '@lading/core';
import { storableText } from '../../changes/storable-text.js';
import { recordOf } from '../records/record-of.js';

/** Characters of a text that are kept: an entry of an index has at most 2,704 bytes. */
const textLength = 512;
const agentLength = 256;

/** An entry as the audit keeps it. */
export interface AuditRow {
  readonly id: string;
  readonly at: Date;
  readonly action: string;
  readonly outcome: AuditEvent['outcome'];
  readonly actorKind: Actor['kind'];
  readonly actorName: string | null;
  readonly credential: string | null;
  readonly rule: string | null;
  readonly repository: string | null;
  readonly target: string | null;
  readonly address: string | null;
  readonly userAgent: string | null;
  readonly requestId: string | null;
  readonly detail: AuditEvent['detail'] | null;
}

export const auditColumns = `a.id, a.at, a.action, a.outcome, a.actor_kind AS "actorKind", a.actor_name AS "actorName",
  a.credential, a.rule, a.repository, a.target, a.address, a.user_agent AS "userAgent", a.request_id AS "requestId", a.detail`;

export function entryOf({ actorKind: kind, actorName: name, detail, ...row }: AuditRow): AuditEntry {
  const entry = recordOf({ ...row, actor: { kind, ...(name !== null && { name }) } }) as AuditEntry;
  return detail === null ? entry : { ...entry, detail };
}

/** The columns of an event, as JSON has them. */
export function rowOf({ actor, userAgent, detail, ...event }: AuditEvent): object {
  return {
    action: stored(event.action),
    outcome: event.outcome,
    actor_kind: actor.kind,
    actor_name: stored(actor.name),
    credential: stored(event.credential),
    rule: stored(event.rule),
    repository: stored(event.repository),
    target: stored(event.target),
    address: stored(event.address),
    user_agent: stored(userAgent, agentLength),
    request_id: stored(event.requestId),
    detail,
  };
}

function stored(text: string | undefined, length = textLength): string | undefined {
  return text === undefined ? undefined : storableText(text.slice(0, length));
}
