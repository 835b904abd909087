const deepestCause = 4;

/**
 * The fields of an error for the log. It omits fields that libraries add, because those of a database driver may contain
 * statements, parameters and connection settings.
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
