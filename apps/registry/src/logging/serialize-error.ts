const deepestCause = 4;

/**
 * An error as it is logged: what, where and why, but none of the fields that libraries hang on errors, since a database
 * driver's may hold statements, parameters and connection settings.
 */
export function serializeError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return String(error);
  const { code, cause } = error as Error & { code?: unknown };
  return {
    type: error.constructor.name,
    message: error.message,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    stack: error.stack,
    ...(cause === undefined || depth === deepestCause ? {} : { cause: serializeError(cause, depth + 1) }),
  };
}
