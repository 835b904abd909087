import type { NamedIdentity } from '@lading/core';
import type { Claim, LiveAccess } from '../live/access-view.js';

/** Identifies an account that the store has just confirmed. The view may not have it yet, so it is refreshed if needed. */
export async function identifyNow(live: LiveAccess, claim: Claim): Promise<NamedIdentity | undefined> {
  const identity = live.view.identify(claim);
  if (identity !== undefined) return identity;
  await live.refresh();
  return live.view.identify(claim);
}
