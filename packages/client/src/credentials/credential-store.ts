import type { Credential, CredentialRequest } from './credential.js';
import type { CredentialName } from './credential-key.js';

/** Where credentials are now. */
export interface CredentialPlace {
  /** The path of a file, or the name of a credential helper such as `docker-credential-pass`. */
  readonly place: string;
  /** Whether the place is a file that holds the secret as it is. */
  readonly isPlainText: boolean;
}

/** Finds, saves and erases the credentials of registries. */
export interface CredentialStore {
  /**
   * Finds the credentials for a repository or a registry. Those of the most specific namespace win.
   * @throws ClientError `credentials` if a file or a helper cannot be used
   */
  find(request: CredentialRequest): Promise<Credential | undefined>;
  /**
   * Saves credentials in place of those that the name had.
   * @param name a registry such as `ghcr.io`, or a namespace of one such as `quay.io/team`
   * @throws ClientError `credentials`, RegistryError `NAME_INVALID`
   */
  save(name: CredentialName, credential: Credential): Promise<CredentialPlace>;
  /**
   * Erases the credentials of exactly this name, wherever `find` would find them and they can be erased.
   * @returns the places that had them
   * @throws ClientError `credentials`, RegistryError `NAME_INVALID`
   */
  erase(name: CredentialName): Promise<readonly string[]>;
}
