import {
  type AccessScope,
  type Authorization,
  type AuthorizationRequest,
  type Authorizer,
  type Identity,
} from '@lading/core';
import { Injectable } from '@nestjs/common';

/** Everybody pulls. Members of a team list repositories, and push and delete below the name of their team. */
@Injectable()
export class TeamAuthorizer implements Authorizer {
  async authorize({ identity, scopes }: AuthorizationRequest): Promise<Authorization> {
    // A request for `GET /v2/` has no scopes. docker and skopeo send credentials only if it is challenged.
    const isLogin = scopes.length === 0;
    if (identity.kind === 'anonymous' && isLogin) return { outcome: 'denied', reason: 'sign in to push' };
    return scopes.every((scope) => isAllowed(scope, identity))
      ? { outcome: 'allowed' }
      : { outcome: 'denied', reason: 'push below the name of your team only' };
  }
}

function isAllowed({ type, name, actions }: AccessScope, identity: Identity): boolean {
  if (actions.every((action) => action === 'pull')) return true;
  if (identity.kind === 'anonymous') return false;
  return type === 'registry' || (identity.groups ?? []).some((team) => name.startsWith(`${team}/`));
}
