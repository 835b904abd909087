/** Replaces characters that PostgreSQL accepts neither in text nor in JSON: U+0000 and unpaired surrogates. */
export function storableText(text: string): string {
  return Buffer.from(text.replaceAll('\0', '\ufffd')).toString();
}
