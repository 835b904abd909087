import type { Credential } from '../credentials/credential.js';
import type { Refusal } from '../error/refusal.js';
import type { Answer } from '../http/answer.js';
import { parseChallenges } from './challenge.js';
import { missingActions } from './missing-actions.js';
import type { Scope } from './scope.js';

/** For whom and for what a request was sent. */
export interface SentRequest {
  readonly host: string;
  readonly repository: string | undefined;
  readonly scopes: readonly Scope[];
  readonly credential: Credential | undefined;
  /** The token of the request, if it had one. */
  readonly token?: string | undefined;
}

/** Why an answer of the registry or of its token endpoint refuses a request; undefined if it does not. */
export function refusalOf(
  answer: Answer,
  { host, repository, scopes, credential, token }: SentRequest,
): Refusal | undefined {
  if (answer.status !== 401 && answer.status !== 403) return undefined;
  const username = credential !== undefined && 'username' in credential ? credential.username : undefined;
  const actions = repository === undefined ? [] : missingActions(repository, scopes, token);
  return { reason: reasonOf(answer, credential), host, username, repository, actions };
}

function reasonOf({ status, headers }: Answer, credential: Credential | undefined): Refusal['reason'] {
  if (credential === undefined) return 'anonymous';
  if (status === 403) return 'rights';
  const errors = parseChallenges(headers.get('www-authenticate')).map(({ parameters }) => parameters.get('error'));
  return errors.includes('insufficient_scope') ? 'rights' : 'credentials';
}
