import { once } from 'node:events';

export type OutputFormat = 'text' | 'json';

/** Standard output, which gets only the result. */
export class Output {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    readonly format: OutputFormat,
  ) {}

  /** Prints a result as JSON or as text. */
  async show(value: unknown, words: readonly string[] | (() => readonly string[])): Promise<void> {
    if (this.format === 'json') return this.write(`${JSON.stringify(value, undefined, 2)}\n`);
    const lines = typeof words === 'function' ? words() : words;
    if (lines.length > 0) await this.write(`${lines.join('\n')}\n`);
  }

  /** Writes unchanged bytes, no faster than the reader reads. */
  async write(content: string | Uint8Array): Promise<void> {
    if (!this.stream.write(content)) await once(this.stream, 'drain');
  }
}
