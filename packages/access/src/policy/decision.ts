/** The answer of the rules to one question. */
export interface Decision {
  readonly isAllowed: boolean;
  /** The id of the rule that decides: the denial, or the first rule that allows. Absent if nothing allows it. */
  readonly rule?: string | undefined;
  /** Whether the rules would allow it, but the scopes of the credential do not. */
  readonly isOutOfScope: boolean;
}
