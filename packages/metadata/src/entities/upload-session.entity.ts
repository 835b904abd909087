import type { UploadState } from '@lading/core';
import { Check, Column, Entity, Index, PrimaryColumn } from 'typeorm';

/** An upload that a client began. It names its repository, which need not have a row before it has content. */
@Entity('upload_sessions')
@Check('upload_sessions_status', `status IN ('open', 'cancelled', 'finished')`)
@Index('upload_sessions_expires_at', ['expiresAt'])
@Index('upload_sessions_client', ['client'], { where: `status = 'open'` })
export class UploadSessionEntity {
  @PrimaryColumn('uuid', { primaryKeyConstraintName: 'upload_sessions_pkey' })
  id!: string;

  @Column({ type: 'text', collation: 'C' })
  repository!: string;

  @Column('json')
  state!: UploadState;

  @Column('text', { nullable: true })
  algorithm!: string | null;

  @Column('double precision', { name: 'idle_seconds' })
  idleSeconds!: number;

  /** The client that opened it. */
  @Column({ type: 'text', collation: 'C', nullable: true })
  client!: string | null;

  @Column('text')
  status!: 'open' | 'cancelled' | 'finished';

  /** The attempt that may change it. */
  @Column('text', { nullable: true })
  writer!: string | null;

  @Column('timestamptz', { name: 'claimed_until', nullable: true })
  claimedUntil!: Date | null;

  @Column('timestamptz', { name: 'expires_at' })
  expiresAt!: Date;

  @Column('text', { name: 'finished_digest', nullable: true })
  finishedDigest!: string | null;
}
