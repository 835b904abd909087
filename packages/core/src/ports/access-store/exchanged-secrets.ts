/** A secret that a workload has got in exchange for its token. */
export interface ExchangedSecret {
  readonly id: string;
  /** SHA-256 of the secret in hexadecimal. */
  readonly secretHash: string;
  /** SHA-256 in hexadecimal of a text that identifies the token. */
  readonly tokenHash: string;
  /** The id of the trust rule that matched the token. */
  readonly trust: string;
  /** The name of the robot. */
  readonly robot: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

/**
 * Secrets of workloads. There are many, and they live for a short time, so they are not part of the state. All times are those of
 * the store's clock.
 */
export interface ExchangedSecrets {
  /**
   * Stores a secret, unless any replica has already stored one for the same token.
   * @returns undefined if there is one
   */
  create(secret: {
    readonly secretHash: string;
    readonly tokenHash: string;
    readonly trust: string;
    readonly robot: string;
    readonly lifeSeconds: number;
    /** For how long the token counts as used, if that is longer than the life of the secret. */
    readonly tokenSeconds: number;
  }): Promise<ExchangedSecret | undefined>;
  /** Finds a secret that has not expired. */
  find(secretHash: string): Promise<ExchangedSecret | undefined>;
  /** Deletes secrets that have expired and whose tokens have expired too. */
  maintain(): Promise<void>;
}
