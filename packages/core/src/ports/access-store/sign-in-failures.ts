/** Counts wrong secrets over all replicas. */
export interface SignInFailures {
  /**
   * Records a wrong secret for these keys, each of which is a text such as an account with an address. The same secret for the
   * same key counts once in a window.
   * @param secret a keyed hash of the secret
   */
  record(keys: readonly string[], secret: string): Promise<void>;
  /** How many distinct secrets each key has had within the last `windowSeconds`, in the order of the keys. */
  count(keys: readonly string[], windowSeconds: number): Promise<readonly number[]>;
  /** Deletes failures that are older than `keepSeconds`. */
  maintain(keepSeconds: number): Promise<void>;
}
