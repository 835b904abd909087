/** Records of the management API, as far as this command reads them. Times are texts of ISO 8601. */

export interface UserRecord {
  readonly version: number;
  readonly name: string;
  readonly displayName?: string;
  readonly email?: string;
  readonly isDisabled: boolean;
  readonly hasPassword: boolean;
  readonly identity?: { readonly issuer: string; readonly subject: string };
  readonly providerGroups?: readonly string[];
}

export interface GroupRecord {
  readonly version: number;
  readonly name: string;
  readonly description?: string;
  readonly members: readonly string[];
}

export interface RobotRecord {
  readonly name: string;
  readonly description?: string;
  readonly namespace: string;
  readonly isDisabled: boolean;
  readonly expiresAt?: string;
}

/** A personal access token, or a secret of a robot, without the secret. */
export interface CredentialRecord {
  readonly id: string;
  readonly description: string;
  readonly hint: string;
  readonly scopes?: readonly ScopeRecord[];
  readonly expiresAt?: string;
  readonly revokedAt?: string;
  readonly lastUsedAt?: string;
}

export interface ScopeRecord {
  readonly where: readonly string[];
  readonly what: readonly string[];
}

/** The only answer that has a secret. */
export interface NewCredentialRecord {
  readonly credential: CredentialRecord;
  readonly secret: string;
}

export interface RuleRecord extends ScopeRecord {
  readonly id: string;
  readonly description?: string;
  readonly effect: 'allow' | 'deny';
  readonly who: readonly string[];
  readonly when?: { readonly addresses?: readonly string[]; readonly notBefore?: string; readonly notAfter?: string };
}

export interface TrustRecord {
  readonly id: string;
  readonly description?: string;
  readonly issuer: string;
  readonly audience: string;
  readonly claims: Readonly<Record<string, unknown>>;
  readonly robot: string;
  readonly warnings: readonly string[];
}

export interface TokenExplanationRecord {
  readonly robot?: string;
  readonly text: string;
}

export interface SessionRecord {
  readonly id: string;
  readonly user: string;
  readonly createdAt: string;
  readonly lastUsedAt: string;
  readonly address?: string;
  readonly userAgent?: string;
}

export interface KeyRecord {
  readonly kid: string;
  readonly activateAt: string;
  readonly retireAt: string;
  readonly dropAt: string;
}

export interface MeRecord {
  readonly name: string;
  readonly groups: readonly string[];
  readonly isAdministrator: boolean;
  readonly isAdministratorOfPart: boolean;
}

export interface ExplanationRecord {
  readonly isAllowed: boolean;
  readonly cutOffBy?: string;
  readonly text?: string;
}

export interface AuditRecord {
  readonly at: string;
  readonly action: string;
  readonly outcome: 'done' | 'refused';
  readonly actor: { readonly kind: string; readonly name?: string };
  readonly repository?: string;
  readonly target?: string;
  readonly address?: string;
}
