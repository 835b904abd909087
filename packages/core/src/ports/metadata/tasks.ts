export interface Tasks {
  /**
   * Whether it is this caller's turn to run a periodic task: `true` for one caller over all replicas, and again for one of
   * them after `everySeconds`.
   */
  claimTurn(task: string, everySeconds: number): Promise<boolean>;
}
