import type { AuditEvent, Change } from '@lading/core';
import { copyOf } from './copy-of.js';

/** A change of content, as the audit has it. */
export function eventOfChange(change: Change): AuditEvent {
  const { kind, actor, credential, rule, repository, address, requestId } = change;
  const { target, detail } = subjectOf(change);
  const event = {
    action: kind,
    outcome: 'done',
    actor,
    credential,
    rule,
    repository,
    target,
    address,
    requestId,
    detail,
  };
  return copyOf(event) as AuditEvent;
}

/** A change and its context. */
function subjectOf(change: Change): Pick<AuditEvent, 'target' | 'detail'> {
  switch (change.kind) {
    case 'tag.set':
      return { target: change.tag, detail: copyOf({ from: change.from, to: change.to }) };
    case 'tag.deleted':
      return { target: change.tag, detail: { from: change.from } };
    case 'manifest.pushed':
    case 'manifest.deleted': {
      const { digest, mediaType, size, artifactType, subject } = change;
      return { target: digest, detail: copyOf({ mediaType, size, artifactType, subject }) };
    }
    case 'blob.deleted':
      return { target: change.digest, detail: { size: change.size } };
    case 'repository.deleted':
      return {};
  }
}
