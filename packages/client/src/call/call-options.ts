import { checkOptions, type OptionRules } from '@lading/core';

/** What every call takes. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
}

/** The rules of `CallOptions`, for those of a call that takes more. */
export const callRules = { signal: 'AbortSignal?' } as const satisfies OptionRules<CallOptions>;

/** @throws TypeError that names an unknown or wrong option of a call */
export function checkCall(call: string, options: CallOptions): void {
  checkOptions(call, options, callRules);
}
