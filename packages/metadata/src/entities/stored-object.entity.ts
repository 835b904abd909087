import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

export type ObjectState = 'staged' | 'live' | 'trash' | 'deleting';

/** One location in the blob store. Its row is there before its first byte and goes after its last. */
@Entity('objects')
@Check('objects_state', `state IN ('staged', 'live', 'trash', 'deleting')`)
@Index('objects_delete_after', ['deleteAfter'], { where: `state <> 'live'` })
export class StoredObjectEntity {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'objects_pkey' })
  location!: string;

  @Column('text')
  state!: ObjectState;

  /** The session that staged it. */
  @Column('uuid', { name: 'upload_id' })
  uploadId!: string;

  /** Bytes, known once it is live. */
  @Column('bigint', { nullable: true })
  size!: string | null;

  @Column('timestamptz', { name: 'created_at', default: () => 'now()' })
  createdAt!: Date;

  /** The earliest time at which its bytes may go, or be given to another caller to delete. */
  @Column('timestamptz', { name: 'delete_after' })
  deleteAfter!: Date;

  /** How often a caller was given it to delete. */
  @Column('integer', { default: 0 })
  attempts!: number;
}
