import { actorOf, type ChangeAuthor, type OperationContext } from '@lading/core';

/** The author of the changes that an operation makes. */
export function authorOf({ identity, requestId, client, rule }: OperationContext): ChangeAuthor {
  const credential = identity.kind === 'anonymous' ? undefined : identity.credential;
  return {
    actor: actorOf(identity),
    requestId,
    ...(credential !== undefined && { credential }),
    ...(rule !== undefined && { rule }),
    ...(client !== undefined && { address: client.address }),
  };
}
