import type {
  AccessScope,
  Authorization,
  AuthorizationRequest,
  Authorizer,
  Identity,
  RepositoryFilter,
  Requester,
} from '@lading/core';
import type { AccessView } from '../live/access-view.js';
import { rightInWords } from '../policy/rights.js';

/** Answers each question by the current view. */
export class RulesAuthorizer implements Authorizer {
  constructor(private readonly live: { readonly view: AccessView }) {}

  authorize(request: AuthorizationRequest): Authorization {
    const { identity, scopes, hasCredentials } = request;
    if (scopes.length === 0)
      return hasCredentials
        ? { outcome: 'allowed' }
        : { outcome: 'denied', reason: `${nameOf(identity)} must sign in` };
    const { view } = this.live;
    let rule: string | undefined;
    for (const scope of scopes) {
      const answer = scope.type === 'registry' ? authorizeCatalog(view, request) : authorizeScope(view, scope, request);
      if (answer.outcome === 'denied') return answer;
      rule ??= answer.rule;
    }
    return allowedBy(rule);
  }

  visibleRepositories({ identity, client }: Requester): RepositoryFilter {
    return this.live.view.visibleRepositories(identity, client.address);
  }
}

/** Lists of repositories are for those who may see a repository; they show no others. */
function authorizeCatalog(view: AccessView, { identity, client }: Requester): Authorization {
  if (view.visibleRepositories(identity, client.address).allow.length > 0) return { outcome: 'allowed' };
  return { outcome: 'denied', reason: `${nameOf(identity)} may not list repositories` };
}

/** The answer is the same whether or not there is such a repository. */
function authorizeScope(
  view: AccessView,
  { name, actions }: Extract<AccessScope, { type: 'repository' }>,
  { identity, client }: Requester,
): Authorization {
  let rule: string | undefined;
  for (const action of actions) {
    const decision = view.decide({ identity, repository: name, right: action, address: client.address });
    if (!decision.isAllowed) {
      const reason = `${nameOf(identity)} may not ${rightInWords[action]} ${name}`;
      if (decision.isOutOfScope) return deniedBy(undefined, `${reason} with this credential`);
      return deniedBy(decision.rule, reason);
    }
    rule ??= decision.rule;
  }
  if (actions.length > 0) return allowedBy(rule);
  return { outcome: 'denied', reason: `no action on ${name} was requested` };
}

function allowedBy(rule: string | undefined): Authorization {
  return rule === undefined ? { outcome: 'allowed' } : { outcome: 'allowed', rule };
}

function deniedBy(rule: string | undefined, reason: string): Authorization {
  return rule === undefined ? { outcome: 'denied', reason } : { outcome: 'denied', reason, rule };
}

function nameOf(identity: Identity): string {
  if (identity.kind === 'anonymous') return 'anonymous clients';
  return identity.kind === 'user' ? identity.name : `${identity.kind} ${identity.name}`;
}
