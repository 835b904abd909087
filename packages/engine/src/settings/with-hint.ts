import { RegistryError } from '@lading/core';

/** Copies an error with a clause after its message. */
export function withHint(error: RegistryError, hint: string): RegistryError {
  const { code, reason, retryAfterSeconds, entries, cause } = error;
  const [first, ...further] = entries;
  const options = { reason, retryAfterSeconds, further, detail: first?.detail, cause };
  return new RegistryError(code, `${error.message}; ${hint}`, options);
}
