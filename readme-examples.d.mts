/** One example of a README. */
export interface ReadmeExample {
  /** `README.md:<line>`. */
  readonly name: string;
  /** Compiles and runs it. Gives what it printed; rejects if it does not compile or fails. */
  run(): Promise<string>;
}

export function readmeExamples(packageDirectory: string): readonly ReadmeExample[];
