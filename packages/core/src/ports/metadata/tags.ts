import type { RepositoryName } from '../../name/repository-name.js';
import type { Tag } from '../../name/tag.js';
import type { Page, PageRequest } from '../page.js';
import type { ChangeCheck } from './change-check.js';
import type { ChangeAuthor } from './changes.js';
import type { TagRequirements } from './tag-requirements.js';

export interface TagDeletion {
  readonly repository: RepositoryName;
  readonly tag: Tag;
  /** What the tag must satisfy. */
  readonly require?: TagRequirements | undefined;
  /** May refuse the deletion, in its transaction. */
  readonly check?: ChangeCheck | undefined;
  readonly by: ChangeAuthor;
}

export interface Tags {
  /** In byte order (TAG-04). Empty for an unknown repository. */
  list(repository: RepositoryName, page: PageRequest): Promise<Page<Tag>>;
  /**
   * Removes a tag; the manifest stays (DEL-04). The condition is ignored if there is no such tag (RFC 9110 §13.2.1).
   * @returns `false` if there is no such tag
   * @throws RegistryError an error of `requireTagWrite` if the tag does not satisfy `require`
   * @throws the error of the check
   */
  delete(deletion: TagDeletion): Promise<boolean>;
}
