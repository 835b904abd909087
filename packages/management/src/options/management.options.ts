import type { Access } from '@lading/access';

export interface ManagementOptions {
  /** The access control of the registry, from `createAccess`. */
  readonly access: Access;
  /**
   * The URL under which browsers reach the registry. It decides about the cookie of sessions and about the origin of requests.
   * If it is absent, the `Host` field of a request counts.
   */
  readonly publicUrl?: URL | undefined;
}
