import type { AccessScope, Authentication, Authenticator, Identity, NamedIdentity } from '@lading/core';
import { anonymous } from '@lading/core';
import { hideCredentials } from './hide-credentials.js';
import type { RequestView } from './request-view.js';

/** Who a request is from. */
export interface Identified {
  readonly outcome: 'identified';
  readonly identity: Identity;
  /** The scopes that the credentials are limited to, if they are limited. */
  readonly scopes?: readonly AccessScope[] | undefined;
  /** As `current` of `Authentication`. */
  readonly current?: (() => Identity | undefined) | undefined;
  /** The authenticator that has identified the client; absent if the request has no credentials. */
  readonly by?: Authenticator;
}

/** A request with credentials that are not valid. */
export interface Rejected {
  readonly outcome: 'rejected';
  readonly reason: string;
  readonly identity?: NamedIdentity | undefined;
  readonly by: Authenticator;
}

/** A client that has to wait before it may try to authenticate again. */
export interface Limited {
  readonly outcome: 'limited';
  readonly retryAfterSeconds: number;
}

/** The client of a request without credentials. */
export const nobody: Identified = { outcome: 'identified', identity: anonymous };

/**
 * Asks the authenticators until one identifies or rejects the client.
 * @throws RegistryError if one fails
 */
export async function authenticate(
  authenticators: readonly Authenticator[],
  request: RequestView,
): Promise<Identified | Rejected | Limited> {
  for (const by of authenticators) {
    const answer = await ask(by, request);
    if (answer.outcome === 'limited') return answer;
    if (answer.outcome !== 'unknown') return { ...answer, by };
  }
  return nobody;
}

/**
 * Asks who a client is now, when the body of its request has arrived.
 * @throws RegistryError if the authenticator fails
 */
export async function authenticateAgain(
  before: Identified & { readonly by: Authenticator },
  request: RequestView,
): Promise<Identified | Rejected | Limited> {
  const { by, identity, current } = before;
  if (current === undefined) return authenticate([by], request);
  const now = hidingCredentials(current, request);
  const owner = identity.kind === 'anonymous' ? undefined : identity;
  if (now === undefined) return { outcome: 'rejected', reason: notValidAnyMore, identity: owner, by };
  requireAuthentication({ outcome: 'identified', identity: now }, by);
  return { ...before, identity: now };
}

async function ask(authenticator: Authenticator, request: RequestView): Promise<Authentication> {
  try {
    const answer = await request.wait(authenticator, authenticator.authenticate(request));
    requireAuthentication(answer, authenticator);
    return answer;
  } catch (error) {
    throw hideCredentials(error, request.fieldsRead);
  }
}

function hidingCredentials<Answer>(question: () => Answer, { fieldsRead }: RequestView): Answer {
  try {
    return question();
  } catch (error) {
    throw hideCredentials(error, fieldsRead);
  }
}

const notValidAnyMore = 'the credentials are not valid any more';

const kinds: ReadonlySet<unknown> = new Set<Exclude<Identity['kind'], 'system'>>([
  'anonymous',
  'user',
  'robot',
  'workload',
]);

/** A malformed answer, from code without types, must not identify anybody. */
function requireAuthentication(answer: Authentication, authenticator: Authenticator): void {
  const outcome: unknown = answer?.outcome;
  if (outcome === 'unknown' || outcome === 'rejected' || outcome === 'limited') return;
  if (outcome !== 'identified')
    throw new TypeError(`${authenticator.constructor.name} has answered without a known outcome`);
  const { kind, name } = (answer as { readonly identity?: { readonly kind?: unknown; readonly name?: unknown } })
    .identity ?? { kind: undefined, name: undefined };
  const isNamed = typeof name === 'string' && name !== '';
  if (!kinds.has(kind) || (kind !== 'anonymous' && !isNamed))
    throw new TypeError(`${authenticator.constructor.name} has identified a client without a kind and a name`);
}
