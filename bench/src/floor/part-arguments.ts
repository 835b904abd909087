/** The command line of a part: KIND PORT ARGUMENT. */
export interface PartArguments<Kind extends string> {
  readonly kind: Kind;
  readonly port: number;
  /** A folder, or the URL of a database. */
  readonly argument: string;
}

export function readPartArguments<Kind extends string>(kinds: readonly Kind[]): PartArguments<Kind> {
  const [name, port, argument = ''] = process.argv.slice(2);
  const kind = kinds.find((each) => each === name);
  if (kind === undefined) throw new Error(`${name} is not one of ${kinds.join(', ')}`);
  return { kind, port: Number(port), argument };
}

/** Tells the process that started the part. */
export function sayReady(): void {
  process.send?.('ready');
}
