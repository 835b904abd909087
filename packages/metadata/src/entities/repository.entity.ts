import { Column, Entity, PrimaryGeneratedColumn, Unique } from 'typeorm';

/** A name that content was pushed under once. Rows stay when the content goes, so that an id never changes its meaning. */
@Entity('repositories')
@Unique('repositories_name', ['name'])
export class RepositoryEntity {
  @PrimaryGeneratedColumn('identity', {
    type: 'bigint',
    generatedIdentity: 'ALWAYS',
    primaryKeyConstraintName: 'repositories_pkey',
  })
  id!: string;

  @Column({ type: 'text', collation: 'C' })
  name!: string;
}
