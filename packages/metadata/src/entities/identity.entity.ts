import { Check, Column, Entity, PrimaryColumn } from 'typeorm';

/** The id of the registry, in a table of at most one row. */
@Entity('identity')
@Check('identity_is_only', 'is_only')
export class IdentityEntity {
  @PrimaryColumn('boolean', { name: 'is_only', default: true, primaryKeyConstraintName: 'identity_pkey' })
  isOnly!: true;

  @Column('uuid', { name: 'registry_id' })
  registryId!: string;
}
