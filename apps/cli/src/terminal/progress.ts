/** The outcome of a transfer. */
export type Outcome = 'copied' | 'mounted' | 'present' | 'skipped' | 'pushed' | 'pulled';

/** The transfer of one blob, manifest or file. */
export interface Transfer {
  /** A digest or a path, which identifies the transfer. */
  readonly name: string;
  /** In bytes; undefined if unknown. */
  readonly size: number | undefined;
}

/** Shows transfers on standard error. */
export interface Progress {
  move(transfer: Transfer, bytes: number): void;
  done(transfer: Transfer, outcome: Outcome): void;
  /** Prints a line above the bars. */
  note(line: string): void;
  /** Removes the bars from the screen. */
  end(): void;
}
