import type { RepositoryName } from '../../name/repository-name.js';

export type RepositoryAction = 'pull' | 'push' | 'delete';

/** What a request wants to do, in the words of Docker's token protocol (AUTH-12). */
export type AccessScope =
  | { readonly type: 'repository'; readonly name: RepositoryName; readonly actions: readonly RepositoryAction[] }
  | { readonly type: 'registry'; readonly name: 'catalog'; readonly actions: readonly ['*'] };
