import type { AccessStore, AuditEntry, AuditRequest, Page } from '@lading/core';
import type { AdministrationContext } from '../administration-context.js';
import type { Changes } from '../change/changes.js';

interface AuditReadingOptions {
  readonly store: AccessStore;
  readonly changes: Changes;
}

/** The audit, which administrators read. Nobody changes it. */
export class AuditReading {
  constructor(private readonly options: AuditReadingOptions) {}

  /** The newest first. @throws AdministrationError `FORBIDDEN` */
  async read(context: AdministrationContext, request: AuditRequest): Promise<Page<AuditEntry>> {
    (await this.options.changes.rightsOf(context)).requireAdministrator();
    return this.options.store.audit.read(request);
  }
}
