/** A registry that serves requests, in this process or in several. */
export interface Service {
  /** The port that it listens on. */
  readonly port: number;
  /** Lets transfers finish and frees everything. Once `now` fires it does not wait for them. */
  stop(now: AbortSignal): Promise<void>;
}
