import { once } from 'node:events';

export type OutputFormat = 'text' | 'json';

/** Standard output: what was asked for, and nothing else. */
export class Output {
  constructor(
    private readonly stream: NodeJS.WriteStream,
    readonly format: OutputFormat,
  ) {}

  /** Shows a result: as JSON, or in the words for people. */
  async show(value: unknown, words: readonly string[] | (() => readonly string[])): Promise<void> {
    if (this.format === 'json') return this.write(`${JSON.stringify(value, undefined, 2)}\n`);
    const lines = typeof words === 'function' ? words() : words;
    if (lines.length > 0) await this.write(`${lines.join('\n')}\n`);
  }

  /** Writes bytes as they are, no faster than the reader takes them. */
  async write(content: string | Uint8Array): Promise<void> {
    if (!this.stream.write(content)) await once(this.stream, 'drain');
  }
}
