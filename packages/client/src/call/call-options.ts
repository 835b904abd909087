import { checkOptions, type OptionRules } from '@lading/core';

/** The options of every call. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
}

/** The rules of `CallOptions`, to extend for a call with more options. */
export const callRules = { signal: 'AbortSignal?' } as const satisfies OptionRules<CallOptions>;

/** @throws TypeError that names an unknown or wrong option of a call */
export function checkCall(call: string, options: CallOptions): void {
  checkOptions(call, options, callRules);
}
