import type { ChangeAuthor } from '@lading/core';
import { storableText } from './storable-text.js';

/** The columns of a change that say who made it. */
export interface LoggedAuthor {
  readonly actor_kind: string;
  readonly actor_name: string | undefined;
  readonly request_id: string;
  readonly credential: string | undefined;
  readonly rule: string | undefined;
  readonly address: string | undefined;
}

export function loggedAuthorOf({ actor, requestId, credential, rule, address }: ChangeAuthor): LoggedAuthor {
  return {
    actor_kind: actor.kind,
    actor_name: stored(actor.name),
    request_id: storableText(requestId),
    credential: stored(credential),
    rule: stored(rule),
    address: stored(address),
  };
}

function stored(text: string | undefined): string | undefined {
  return text === undefined ? undefined : storableText(text);
}
