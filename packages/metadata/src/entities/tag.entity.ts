import { Column, Entity, Index, JoinColumn, ManyToOne, PrimaryColumn } from 'typeorm';
import { ManifestEntity } from './manifest.entity.js';

@Entity('tags')
@Index('tags_digest', ['repositoryId', 'digest'])
export class TagEntity {
  @PrimaryColumn('bigint', { name: 'repository_id', primaryKeyConstraintName: 'tags_pkey' })
  repositoryId!: string;

  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'tags_pkey' })
  name!: string;

  @Column({ type: 'text', collation: 'C' })
  digest!: string;

  @ManyToOne(() => ManifestEntity, { onDelete: 'RESTRICT' })
  @JoinColumn([
    { name: 'repository_id', referencedColumnName: 'repositoryId', foreignKeyConstraintName: 'tags_manifest' },
    { name: 'digest', referencedColumnName: 'digest', foreignKeyConstraintName: 'tags_manifest' },
  ])
  manifest?: ManifestEntity;

  /** How often it was set. */
  @Column('integer', { default: 1 })
  version!: number;

  @Column('timestamptz', { name: 'updated_at', default: () => 'now()' })
  updatedAt!: Date;
}
