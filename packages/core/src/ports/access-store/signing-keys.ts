/** A key pair of the token service. */
export interface SigningKey {
  /** Its thumbprint (RFC 7638). */
  readonly kid: string;
  readonly algorithm: string;
  readonly publicJwk: Readonly<Record<string, unknown>>;
  /** The private key, sealed by a key that the store does not have. */
  readonly sealedPrivate: Uint8Array;
  /** It signs from this time on. */
  readonly activateAt: Date;
  /** It does not sign from this time on. */
  readonly retireAt: Date;
  /** Nothing that it has signed is valid from this time on. */
  readonly dropAt: Date;
}

/** The keys of the token service, which all replicas share. */
export interface SigningKeys {
  /** All keys that are not dropped, the oldest activation first, and the time of the store. */
  read(): Promise<{ readonly now: Date; readonly keys: readonly SigningKey[] }>;
  /**
   * Calls `make` with the keys and the time, in at most one process at once over all replicas, and stores the key that it
   * returns, if any.
   */
  add(make: (keys: readonly SigningKey[], now: Date) => Promise<SigningKey | undefined>): Promise<void>;
  /** Ends a key early: `dropAt` becomes the time of the store. */
  drop(kid: string): Promise<boolean>;
  /** Deletes keys that are dropped. */
  maintain(): Promise<void>;
}
