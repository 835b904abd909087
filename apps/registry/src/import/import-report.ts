/** What an import did, or would do. */
export class ImportReport {
  readonly counts = {
    repositories: 0,
    /** Blobs that are ours now; `linked` of them without a copy. */
    blobs: 0,
    linked: 0,
    bytes: 0,
    manifests: 0,
    tags: 0,
    /** What was here already. */
    present: 0,
    /** Things that came along, but that a person should know something of. */
    warnings: 0,
    skipped: 0,
  };

  readonly #say: (line: string) => void;

  /** @param say takes a line for each thing that can't be imported */
  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  /** Something that stays behind, and why. */
  skip(what: string, why: unknown): void {
    this.counts.skipped += 1;
    this.#write(what, why);
  }

  /** Something that a person should know of something that comes along. */
  warn(what: string, why: unknown): void {
    this.counts.warnings += 1;
    this.#write(what, why);
  }

  #write(what: string, why: unknown): void {
    this.#say(`${what}: ${why instanceof Error ? why.message : why}`);
  }
}
