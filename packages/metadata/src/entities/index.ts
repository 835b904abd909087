import { BlobEntity } from './blob.entity.js';
import { IdentityEntity } from './identity.entity.js';
import { ManifestEntity } from './manifest.entity.js';
import { ManifestReferenceEntity } from './manifest-reference.entity.js';
import { RepositoryEntity } from './repository.entity.js';
import { RepositoryBlobEntity } from './repository-blob.entity.js';
import { StoredObjectEntity } from './stored-object.entity.js';
import { TagEntity } from './tag.entity.js';
import { TurnEntity } from './turn.entity.js';
import { UploadSessionEntity } from './upload-session.entity.js';

export {
  BlobEntity,
  IdentityEntity,
  ManifestEntity,
  ManifestReferenceEntity,
  RepositoryBlobEntity,
  RepositoryEntity,
  StoredObjectEntity,
  TagEntity,
  TurnEntity,
  UploadSessionEntity,
};

/** What a data source must know to work on a registry's tables. */
export const registryEntities = [
  RepositoryEntity,
  StoredObjectEntity,
  BlobEntity,
  RepositoryBlobEntity,
  ManifestEntity,
  ManifestReferenceEntity,
  TagEntity,
  UploadSessionEntity,
  TurnEntity,
  IdentityEntity,
] as const;
