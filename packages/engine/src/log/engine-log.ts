/** Values of a log line, for a structured log. `error` is the value that was thrown. */
export type LogValues = Readonly<Record<string, unknown>>;

/** Receives events that the engine does not report to a caller. A message can be read without its values. */
export interface EngineLog {
  info(message: string, values?: LogValues): void;
  warn(message: string, values?: LogValues): void;
  error(message: string, values?: LogValues): void;
}

const nothing = () => {};

export const silentLog: EngineLog = { info: nothing, warn: nothing, error: nothing };
