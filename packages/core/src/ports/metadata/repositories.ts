import type { RepositoryName } from '../../name/repository-name.js';
import type { RepositoryFilter } from '../access/repository-filter.js';
import type { Page, PageRequest } from '../page.js';

/** Asks for the next names of repositories. */
export interface RepositoryPage extends PageRequest {
  /** The repositories that the caller may see; all if absent. Other repositories do not count towards `limit`. */
  readonly visible?: RepositoryFilter | undefined;
}

export interface Repositories {
  /** Whether a repository has any content: a blob or a manifest. The first content creates the repository. */
  has(repository: RepositoryName): Promise<boolean>;
  /** Names of the visible repositories with content, in byte order (LEG-02). */
  list(page: RepositoryPage): Promise<Page<RepositoryName>>;
}
