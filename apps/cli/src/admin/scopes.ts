import { UsageError } from '../failure/command-error.js';
import type { ScopeRecord } from '../management/records.js';

export interface ScopeOptions {
  readonly where?: readonly string[];
  readonly what?: readonly string[];
}

/** The scopes that `--where` and `--what` name; undefined for all rights. @throws UsageError if one of them is absent */
export function scopesFrom({ where, what }: ScopeOptions): readonly ScopeRecord[] | undefined {
  if ((where === undefined) !== (what === undefined)) throw new UsageError('--where and --what must be used together');
  return where && what && [{ where, what }];
}
