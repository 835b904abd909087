import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { RepositoryEntity } from './repository.entity.js';

/** A manifest as it was pushed. `subject` has no foreign key: what it names need not exist (PUSH-02). */
@Entity('manifests')
@Index('manifests_subject', ['repositoryId', 'subject', 'digest'], { where: 'subject IS NOT NULL' })
export class ManifestEntity {
  @PrimaryColumn('bigint', { name: 'repository_id', primaryKeyConstraintName: 'manifests_pkey' })
  repositoryId!: string;

  @ManyToOne(() => RepositoryEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'repository_id', foreignKeyConstraintName: 'manifests_repository' })
  repository?: RepositoryEntity;

  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'manifests_pkey' })
  digest!: string;

  @Column('text', { name: 'media_type' })
  mediaType!: string;

  /** Bytes. */
  @Column('integer')
  size!: number;

  @Column('text')
  kind!: 'image' | 'index' | 'artifact';

  @Column({ type: 'text', name: 'artifact_type', collation: 'C', nullable: true })
  artifactType!: string | null;

  @Column({ type: 'text', collation: 'C', nullable: true })
  subject!: string | null;

  /** Bytes of its entry in a referrers list. */
  @Column('integer', { name: 'descriptor_bytes' })
  descriptorBytes!: number;

  @Column('timestamptz', { name: 'pushed_at', default: () => 'now()' })
  pushedAt!: Date;

  /** JSON in a text, because Postgres' own JSON types refuse some of what JSON may hold. */
  @Column('text', { nullable: true })
  annotations!: string | null;

  @Column('bytea')
  bytes!: Buffer;
}
