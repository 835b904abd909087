import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Something that one replica does every so often for all of them. */
@Entity('turns')
export class TurnEntity {
  @PrimaryColumn('text', { collation: 'C', primaryKeyConstraintName: 'turns_pkey' })
  task!: string;

  /** The earliest time at which it is somebody's turn again. */
  @Column('timestamptz', { name: 'due_at' })
  dueAt!: Date;
}
