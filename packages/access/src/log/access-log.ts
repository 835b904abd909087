/** Values of a log line, for a structured log. `error` is the value that was thrown. They contain no secret. */
export type LogValues = Readonly<Record<string, unknown>>;

/** Receives events that no caller sees. A message can be read without its values. */
export interface AccessLog {
  info(message: string, values?: LogValues): void;
  warn(message: string, values?: LogValues): void;
  error(message: string, values?: LogValues): void;
}

const nothing = () => {};

export const silentAccessLog: AccessLog = { info: nothing, warn: nothing, error: nothing };
