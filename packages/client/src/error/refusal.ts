/** Why a registry refused a request with 401 or 403, as far as its answer says. */
export interface Refusal {
  /**
   * `anonymous`: the request had no credentials. `credentials`: the registry does not accept them. `rights`: it accepts them,
   * and their owner may not do this.
   */
  readonly reason: 'anonymous' | 'credentials' | 'rights';
  /** The registry, by the name under which its credentials are kept. */
  readonly host: string;
  /** The user name of the credentials, if they have one. A registry may ignore it and know the user by the secret. */
  readonly username: string | undefined;
  /** Undefined if the request was not about one repository. */
  readonly repository: string | undefined;
  /**
   * The actions on the repository that are missing: `pull`, `push`, `delete`. If the token does not tell what it allows, all
   * that the request needs.
   */
  readonly actions: readonly string[];
}
