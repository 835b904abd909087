/** The figures of a load. */
export interface Figures {
  readonly requests: number;
  readonly bytes: number;
  readonly seconds: number;
  /** CPU seconds of the generator. */
  readonly generatorCpu: number;
  readonly errors: readonly string[];
  /** Memory of the server, for loads that measure it. */
  readonly memoryBytes?: number;
  readonly restBytes?: number;
}
