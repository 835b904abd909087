import { Column, Entity, JoinColumn, OneToOne, PrimaryColumn, Unique } from 'typeorm';
import { StoredObjectEntity } from './stored-object.entity.js';

/** Content that at least one repository has, and where its bytes are. */
@Entity('blobs')
@Unique('blobs_location', ['location'])
export class BlobEntity {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'blobs_pkey' })
  digest!: string;

  /** Bytes. */
  @Column('bigint')
  size!: string;

  @Column({ type: 'text', collation: 'C' })
  location!: string;

  @OneToOne(() => StoredObjectEntity, { onDelete: 'RESTRICT' })
  @JoinColumn({ name: 'location', referencedColumnName: 'location', foreignKeyConstraintName: 'blobs_object' })
  object?: StoredObjectEntity;

  /** When its digest was last computed over the stored bytes. */
  @Column('timestamptz', { name: 'verified_at', default: () => 'now()' })
  verifiedAt!: Date;

  /** When the stored bytes were found missing or wrong. The blob counts as absent until it is pushed again. */
  @Column('timestamptz', { name: 'damaged_at', nullable: true })
  damagedAt!: Date | null;
}
