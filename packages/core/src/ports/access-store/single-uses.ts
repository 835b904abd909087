/**
 * Values that may be used only once, over all replicas, such as the state of a sign-in. All times are those of the store's clock.
 */
export interface SingleUses {
  /**
   * Records the use of a value, which is the hash of a secret or of an identifier.
   * @returns false if any replica has recorded it before, and its time is not over
   */
  use(value: string, lifeSeconds: number): Promise<boolean>;
  /** Deletes values whose time is over. */
  maintain(): Promise<void>;
}
