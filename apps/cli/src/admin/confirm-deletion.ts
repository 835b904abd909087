import type { Session } from '../session/session.js';
import { confirm } from '../terminal/confirm.js';

/** Asks before a deletion, unless `--yes` is set. @throws as `confirm` does */
export async function confirmDeletion(
  { signal }: Session,
  { yes }: { readonly yes?: boolean },
  words: string,
): Promise<void> {
  if (yes !== true) await confirm(words, signal);
}
