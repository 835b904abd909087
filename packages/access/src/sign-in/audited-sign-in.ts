import type { SignIn, SignInOutcome, SignInRequest } from './sign-in.js';
import type { SignInAudit } from './sign-in-audit.js';

/** Records sign-ins in the audit. */
export class AuditedSignIn implements SignIn {
  constructor(
    private readonly signedIn: SignIn,
    private readonly audit: SignInAudit,
  ) {}

  async signIn(request: SignInRequest): Promise<SignInOutcome> {
    const outcome = await this.signedIn.signIn(request);
    this.audit.record(request, outcome);
    return outcome;
  }
}
