/** The result of an import, or of a dry run. */
export class ImportReport {
  readonly counts = {
    repositories: 0,
    /** Imported blobs; `linked` of them without a copy. */
    blobs: 0,
    linked: 0,
    bytes: 0,
    manifests: 0,
    tags: 0,
    /** Content that Lading had already. */
    present: 0,
    /** Warnings about imported content. */
    warnings: 0,
    skipped: 0,
  };

  readonly #say: (line: string) => void;

  /** @param say prints a line for each warning and for everything that cannot be imported */
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Reports content that is left behind, and why. */
  skip(what: string, why: unknown): void {
    this.counts.skipped += 1;
    this.#write(what, why);
  }

  /** Reports a warning about content that is imported. */
  warn(what: string, why: unknown): void {
    this.counts.warnings += 1;
    this.#write(what, why);
  }

  #write(what: string, why: unknown): void {
    this.#say(`${what}: ${why instanceof Error ? why.message : why}`);
  }
}
