import type { RunCheck } from '../harness/checks.js';
import type { LadingCommand } from '../harness/lading-command.js';
import type { Abilities } from './peers.js';

/** Scenarios against one registry. */
export interface Scenario {
  readonly check: RunCheck;
  readonly lading: LadingCommand;
  readonly host: string;
  readonly can: Abilities;
  /** An empty folder. */
  readonly work: string;
}
