import type { ChangeAuthor } from '@lading/core';

/** Who changes something where it does not matter. */
export const by: ChangeAuthor = { actor: { kind: 'user', name: 'ann' }, requestId: 'request' };
