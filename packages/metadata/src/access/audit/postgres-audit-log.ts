import type { AuditEntry, AuditEvent, AuditLog, AuditRequest, Page } from '@lading/core';
import type { Database } from '../../database/database.js';
import { appendToAudit } from './append.js';
import { copyChanges } from './copy-changes.js';
import { keepAuditPartitions } from './keep-partitions.js';
import { readAudit } from './read.js';

export class PostgresAuditLog implements AuditLog {
  constructor(private readonly database: Database) {}

  append(events: readonly AuditEvent[]): Promise<void> {
    return appendToAudit(this.database, events);
  }

  read(request: AuditRequest): Promise<Page<AuditEntry>> {
    return readAudit(this.database, request);
  }

  copyChanges(limit: number): Promise<number> {
    return copyChanges(this.database, limit);
  }

  maintain(keepSeconds: number): Promise<void> {
    return keepAuditPartitions(this.database, keepSeconds);
  }
}
