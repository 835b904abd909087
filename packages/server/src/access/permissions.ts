import {
  type AccessScope,
  type Authorization,
  type AuthorizationRequest,
  type Authorizer,
  everyRepository,
  type Identity,
  type RepositoryFilter,
  type RequestClient,
} from '@lading/core';
import type { Identified } from './authenticate.js';
import type { RequestView } from './request-view.js';

/** `insufficient`: the authorizer allows it, but the scopes of the credentials do not. */
export type Permission = Authorization | { readonly outcome: 'insufficient' };

/** What one identity may do, within the limits of its credentials. */
export class Permissions {
  constructor(
    private readonly identified: Identified,
    private readonly authorizer: Authorizer,
    private readonly request: RequestView,
  ) {}

  get identity(): Identity {
    return this.identified.identity;
  }

  /**
   * @throws RegistryError `UNAVAILABLE` if the authorizer does not answer in time
   * @throws TypeError if its answer is malformed
   */
  async check(scopes: readonly AccessScope[]): Promise<Permission> {
    const { authorizer } = this;
    const answer = await this.request.wait(authorizer, authorizer.authorize(this.requestFor(scopes)));
    if (answer?.outcome === 'denied') return answer;
    if (answer?.outcome !== 'allowed') throw noAnswer(authorizer);
    const { scopes: limits } = this.identified;
    return limits === undefined || covers(limits, scopes) ? answer : { outcome: 'insufficient' };
  }

  /**
   * @throws RegistryError `UNAVAILABLE` if the authorizer does not answer in time
   * @throws TypeError if its answer is malformed
   */
  async visibleRepositories(): Promise<RepositoryFilter> {
    const { authorizer } = this;
    if (authorizer.visibleRepositories === undefined) return everyRepository;
    const filter = await this.request.wait(authorizer, authorizer.visibleRepositories(this.requestFor([])));
    if (!Array.isArray(filter?.allow)) throw noAnswer(authorizer);
    return filter;
  }

  private requestFor(scopes: readonly AccessScope[]): AuthorizationRequest {
    return new PermissionRequest(this.identified, scopes, this.request);
  }
}

class PermissionRequest implements AuthorizationRequest {
  readonly identity: Identity;
  readonly hasCredentials: boolean;
  readonly #request: RequestView;

  constructor(
    { identity, by }: Identified,
    readonly scopes: readonly AccessScope[],
    request: RequestView,
  ) {
    this.identity = identity;
    this.hasCredentials = by !== undefined;
    this.#request = request;
  }

  get client(): RequestClient {
    return this.#request.client;
  }

  get signal(): AbortSignal {
    return this.#request.signal;
  }
}

function covers(limits: readonly AccessScope[], scopes: readonly AccessScope[]): boolean {
  return scopes.every(({ type, name, actions }) => {
    const granted = limits.filter((limit) => limit.type === type && limit.name === name);
    return [...actions].every((action) => granted.some((limit) => [...limit.actions].includes(action as never)));
  });
}

/** A malformed answer, from code without types, must not grant access. */
function noAnswer(authorizer: Authorizer): TypeError {
  return new TypeError(`${authorizer.constructor.name} has given no known answer`);
}
