import type { AccessState } from '@lading/core';

/** The access records that a process keeps in memory, for operations that need them as they are now. */
export interface LiveState {
  /** The state as of a read that begins after the call. */
  readState(): Promise<AccessState>;
  /** Resolves when the state has a change that this process has made. */
  refresh(): Promise<void>;
}
