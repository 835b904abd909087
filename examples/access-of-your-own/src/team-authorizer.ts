import {
  type AccessScope,
  type Authorization,
  type AuthorizationRequest,
  type Authorizer,
  type Identity,
  parseRepositoryPattern,
  type RepositoryFilter,
  type Requester,
} from '@lading/core';

const forAll = parseRepositoryPattern('public/**');

/** Everybody pulls below `public/`. The groups of a client are its teams: it does everything below their names. */
export class TeamAuthorizer implements Authorizer {
  authorize({ identity, scopes }: AuthorizationRequest): Authorization {
    // Clients send credentials only if `GET /v2/`, which has no scopes, is refused without them.
    const isAllowed =
      scopes.length === 0 ? identity.kind !== 'anonymous' : scopes.every((each) => allows(identity, each));
    return isAllowed ? { outcome: 'allowed' } : { outcome: 'denied', reason: 'this belongs to another team' };
  }

  visibleRepositories({ identity }: Requester): RepositoryFilter {
    return { allow: [forAll, ...teamsOf(identity).map((team) => parseRepositoryPattern(`${team}/**`))] };
  }
}

function allows(identity: Identity, { type, name, actions }: AccessScope): boolean {
  if (type === 'registry') return identity.kind !== 'anonymous';
  const isOwn = teamsOf(identity).some((team) => name.startsWith(`${team}/`));
  return isOwn || (name.startsWith('public/') && actions.every((action) => action === 'pull'));
}

function teamsOf(identity: Identity): readonly string[] {
  return identity.kind === 'anonymous' ? [] : (identity.groups ?? []);
}
