/** Work that a registry does in the background, again and again. */
export interface Task {
  /** Unique among the tasks of a registry, such as `dead-uploads`. It is a label of metrics. */
  readonly name: string;
  readonly everySeconds: number;
  /**
   * Whether one process runs it for all replicas. Every process runs the others, which therefore claim each piece of their work.
   */
  readonly isShared?: boolean;
  /** Does the work that is due. It ends soon after the signal fires, and loses nothing if the process ends at any point. */
  run(signal: AbortSignal): Promise<void>;
}
