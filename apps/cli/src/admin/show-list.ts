import type { Output } from '../terminal/output.js';
import { formatTable } from '../terminal/table.js';

export interface ListForm<Item> {
  /** The name of the list in JSON. */
  readonly name: string;
  readonly headings: readonly string[];
  readonly row: (item: Item) => readonly (string | undefined)[];
}

/** Prints records as a table, or as JSON with all that the registry says of them. */
export async function showList<Item>(
  output: Output,
  items: AsyncIterable<Item> | Iterable<Item>,
  { name, headings, row }: ListForm<Item>,
): Promise<void> {
  // The client is loaded on demand, so that help and completion start fast.
  const { visibleText } = await import('@lading/client');
  const all: Item[] = [];
  for await (const item of items) all.push(item);
  const rows = all.map((item) =>
    row(item).map((cell) => (cell === undefined || cell === '' ? '-' : visibleText(cell))),
  );
  await output.show({ [name]: all }, () => formatTable([headings, ...rows]));
}

/** The time to the minute. */
export function shortTime(text: string | undefined): string | undefined {
  return text?.replace(/:\d\d(?:\.\d+)?Z$/, 'Z');
}
