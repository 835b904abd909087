import { buffer } from 'node:stream/consumers';

/** What the command uses of its process. */
export interface CommandStreams {
  readonly stdin: AsyncIterable<Uint8Array>;
  readonly stdout: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly stderr: { write(text: string): unknown; readonly isTTY?: boolean };
  readonly environment: Readonly<Record<string, string | undefined>>;
}

/** All of standard input but for the end of its line. */
export async function readPassword({ stdin }: CommandStreams): Promise<string> {
  return (await buffer(stdin)).toString().replace(/\r?\n$/, '');
}
