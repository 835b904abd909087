/** Words of another machine, fit for a terminal: without control characters, and not endless. */
export function visibleText(text: string, longest = 500): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must go
  const line = text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]+/g, ' ').trim();
  return line.length > longest ? `${line.slice(0, longest)}…` : line;
}
