import { EventLimit } from '@lading/access';
import type { Refusal } from '@lading/core';
import type { Logger } from 'pino';

/** The kind of a rejection is the address of its client. */
const mostPerMinute = { ofKind: 1, inAll: 10 } as const;

/** Logs some of the rejected credentials, so an operator sees why a client fails. The metrics count all of them. */
export function logRejections(logger: Logger): (refusal: Refusal) => void {
  const limit = new EventLimit(mostPerMinute);
  return ({ outcome, reason, client, requestId }) => {
    if (outcome !== 'rejected' || !limit.admits(client.address)) return;
    logger.info({ reason, remoteAddress: client.address, requestId }, 'credentials were rejected');
  };
}
