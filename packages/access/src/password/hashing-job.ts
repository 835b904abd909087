/** A hash that the thread computes: the password and the parameters of one function. */
export type HashingJob =
  | {
      readonly kind: 'argon2id';
      readonly password: Uint8Array;
      readonly salt: Uint8Array;
      readonly memoryKibibytes: number;
      readonly passes: number;
      readonly lanes: number;
      readonly tagBytes: number;
    }
  | { readonly kind: 'bcrypt'; readonly password: Uint8Array; readonly salt: Uint8Array; readonly cost: number };

/** The answer of the thread to the job of this number. */
export interface HashingAnswer {
  readonly number: number;
  readonly tag?: Uint8Array;
  readonly failure?: string;
}
