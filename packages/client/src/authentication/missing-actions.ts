import { actionsOn, type Scope } from './scope.js';

/** The claims of a token that are read here (Distribution's token specification). */
interface Claims {
  readonly access?: readonly { readonly type?: unknown; readonly name?: unknown; readonly actions?: unknown }[];
}

/**
 * The actions on a repository that a request needs and its token does not allow. If the token does not tell what it allows, all
 * that the request needs. The token is not verified, so this is for messages only.
 */
export function missingActions(repository: string, scopes: readonly Scope[], token: string | undefined) {
  const needed = actionsOn(repository, scopes);
  const granted = token === undefined ? [] : grantedActions(repository, token);
  const missing = needed.filter((action) => !granted.includes(action) && !granted.includes('*'));
  return missing.length === 0 ? needed : missing;
}

function grantedActions(repository: string, token: string): readonly unknown[] {
  const grants = readClaims(token)?.access;
  if (!Array.isArray(grants)) return [];
  const grant = grants.find((each) => each?.type === 'repository' && each.name === repository);
  return Array.isArray(grant?.actions) ? grant.actions : [];
}

/** A token may be any text. */
function readClaims(token: string): Claims | null | undefined {
  const [, payload = ''] = token.split('.');
  try {
    const bytes = Uint8Array.from(atob(payload.replaceAll('-', '+').replaceAll('_', '/')), (each) =>
      each.charCodeAt(0),
    );
    return JSON.parse(new TextDecoder().decode(bytes)) as Claims | null;
  } catch {
    return undefined;
  }
}
