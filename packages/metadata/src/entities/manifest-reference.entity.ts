import { Check, Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ManifestEntity } from './manifest.entity.js';
import { RepositoryBlobEntity } from './repository-blob.entity.js';

/**
 * That a manifest lists a digest. `blobDigest` and `childDigest` repeat it where the repository has such content, and
 * are the foreign keys that keep the content; with neither, what is listed is missing.
 */
@Entity('manifest_references')
@Check('manifest_references_role', `role IN ('blob', 'child')`)
@Index('manifest_references_blob', ['repositoryId', 'blobDigest'], { where: 'blob_digest IS NOT NULL' })
@Index('manifest_references_child', ['repositoryId', 'childDigest'], { where: 'child_digest IS NOT NULL' })
@Index('manifest_references_without_blob', ['repositoryId', 'digest'], { where: 'blob_digest IS NULL' })
@Index('manifest_references_without_child', ['repositoryId', 'digest'], {
  where: `role = 'child' AND child_digest IS NULL`,
})
export class ManifestReferenceEntity {
  @PrimaryColumn('bigint', { name: 'repository_id', primaryKeyConstraintName: 'manifest_references_pkey' })
  repositoryId!: string;

  @PrimaryColumn('text', {
    name: 'manifest_digest',
    collation: 'C',
    primaryKeyConstraintName: 'manifest_references_pkey',
  })
  manifestDigest!: string;

  @ManyToOne(() => ManifestEntity, { onDelete: 'CASCADE' })
  @JoinColumn([
    {
      name: 'repository_id',
      referencedColumnName: 'repositoryId',
      foreignKeyConstraintName: 'manifest_references_manifest_fkey',
    },
    {
      name: 'manifest_digest',
      referencedColumnName: 'digest',
      foreignKeyConstraintName: 'manifest_references_manifest_fkey',
    },
  ])
  manifest?: ManifestEntity;

  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'manifest_references_pkey' })
  digest!: string;

  /** An entry of an index is a child; everything else is a blob. */
  @PrimaryColumn('text', { primaryKeyConstraintName: 'manifest_references_pkey' })
  role!: 'blob' | 'child';

  @Column({ type: 'text', name: 'blob_digest', collation: 'C', nullable: true })
  blobDigest!: string | null;

  @ManyToOne(() => RepositoryBlobEntity, { onDelete: 'RESTRICT' })
  @JoinColumn([
    {
      name: 'repository_id',
      referencedColumnName: 'repositoryId',
      foreignKeyConstraintName: 'manifest_references_blob_fkey',
    },
    { name: 'blob_digest', referencedColumnName: 'digest', foreignKeyConstraintName: 'manifest_references_blob_fkey' },
  ])
  blob?: RepositoryBlobEntity | null;

  @Column({ type: 'text', name: 'child_digest', collation: 'C', nullable: true })
  childDigest!: string | null;

  @ManyToOne(() => ManifestEntity, { onDelete: 'RESTRICT' })
  @JoinColumn([
    {
      name: 'repository_id',
      referencedColumnName: 'repositoryId',
      foreignKeyConstraintName: 'manifest_references_child_fkey',
    },
    {
      name: 'child_digest',
      referencedColumnName: 'digest',
      foreignKeyConstraintName: 'manifest_references_child_fkey',
    },
  ])
  child?: ManifestEntity | null;
}
