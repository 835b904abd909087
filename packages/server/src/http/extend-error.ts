import { RegistryError } from '@lading/core';

/** Additions to an error. */
export interface ErrorAdditions {
  /** A clause after its message. */
  readonly hint?: string;
  /** Header fields. Those of the error itself take precedence. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Copies an error with a longer message or more header fields. */
export function extendError(error: RegistryError, { hint, headers = {} }: ErrorAdditions): RegistryError {
  const { code, status, cause, entries } = error;
  const [first, ...further] = entries;
  return new RegistryError(code, hint === undefined ? error.message : `${error.message}; ${hint}`, {
    status,
    headers: { ...headers, ...error.headers },
    further,
    detail: first?.detail,
    cause,
  });
}
