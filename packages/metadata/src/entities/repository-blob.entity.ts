import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { BlobEntity } from './blob.entity.js';
import { RepositoryEntity } from './repository.entity.js';

/** That a repository has a blob: without this row nobody can read it there. */
@Entity('repository_blobs')
@Index('repository_blobs_digest', ['digest', 'repositoryId'])
@Index('repository_blobs_lease_until', ['leaseUntil'])
export class RepositoryBlobEntity {
  @PrimaryColumn('bigint', { name: 'repository_id', primaryKeyConstraintName: 'repository_blobs_pkey' })
  repositoryId!: string;

  @ManyToOne(() => RepositoryEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'repository_id', foreignKeyConstraintName: 'repository_blobs_repository' })
  repository?: RepositoryEntity;

  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'repository_blobs_pkey' })
  digest!: string;

  @ManyToOne(() => BlobEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'digest', foreignKeyConstraintName: 'repository_blobs_blob' })
  blob?: BlobEntity;

  /** Until then the repository keeps it even though no manifest references it. */
  @Column('timestamptz', { name: 'lease_until' })
  leaseUntil!: Date;
}
