/** Matches a message, with or without a wrong value at its end. */
export function says(message: string): string {
  const text = message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return expect.stringMatching(new RegExp(`^${text}(?:: .+)?$`));
}
