import type { AccessController, AccessRequest } from '@lading/core';
import type { Fixture } from '../run/run-case.js';

/** An access controller, and requests whose outcome is known where it is set up as it is. */
export interface AccessControllerFixture extends Fixture {
  readonly subject: AccessController;
  /** Requests that are let through. */
  readonly granted: readonly AccessRequest[];
  /** Requests that have to bring other credentials; none if everybody is let in. */
  readonly challenged?: readonly AccessRequest[];
  /** Requests of somebody who is known and may not do that. */
  readonly denied?: readonly AccessRequest[];
}
