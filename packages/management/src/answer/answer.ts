/** An answer that has more than its body. */
export class Answer {
  constructor(
    readonly body: unknown,
    readonly more: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
  ) {}
}

/** The ETag of a record (RFC 9110, section 8.8.3). */
export function entityTagOf({ version }: { readonly version: number }): string {
  return `"${version}"`;
}

/** A record with its ETag. */
export function recordAnswer(record: { readonly version: number }, status?: number): Answer {
  return new Answer(record, { headers: { ETag: entityTagOf(record) }, ...(status !== undefined && { status }) });
}

/** The answer to a write by name: 201 if the record is new. */
export function writtenAnswer({ record, isNew }: { record: { readonly version: number }; isNew: boolean }): Answer {
  return recordAnswer(record, isNew ? 201 : 200);
}
