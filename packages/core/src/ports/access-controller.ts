import type { RepositoryName } from '../name/repository-name.js';

export type RepositoryAction = 'pull' | 'push' | 'delete';

/** What a request wants to do, in the words of Docker's token protocol (AUTH-12). */
export type AccessScope =
  | { readonly type: 'repository'; readonly name: RepositoryName; readonly actions: readonly RepositoryAction[] }
  | { readonly type: 'registry'; readonly name: 'catalog'; readonly actions: readonly ['*'] };

export interface AccessRequest {
  /** The value of the `Authorization` field, if there is one. */
  readonly authorization: string | undefined;
  /**
   * All of them are wanted. None for `GET /v2/`, by which clients learn whether they must log in (AUTH-02). docker and skopeo
   * send credentials only if `GET /v2/` is challenged. To let everybody pull but not push, challenge it as well.
   */
  readonly scopes: readonly AccessScope[];
}

/** Who is asking. */
export interface Principal {
  /** Unique within the registry. */
  readonly name: string;
}

export type AccessDecision =
  | { readonly outcome: 'granted'; readonly principal: Principal | undefined }
  /** Credentials are missing, wrong or not enough: 401 with this `WWW-Authenticate` (AUTH-01). */
  | { readonly outcome: 'challenged'; readonly wwwAuthenticate: string; readonly reason?: string }
  /** Known, and will never be allowed: 403. */
  | { readonly outcome: 'denied'; readonly reason: string };

/** Decides who a request is from and whether it may do what it wants. Asked for each request, before anything is read. */
export interface AccessController {
  decide(request: AccessRequest): Promise<AccessDecision>;
}

/** Lets everybody do everything. Openness is written down, never a default. */
export function allowEveryone(): AccessController {
  return { decide: async () => ({ outcome: 'granted', principal: undefined }) };
}
