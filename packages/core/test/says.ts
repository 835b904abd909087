/** A message that may end with the value that is wrong. */
export function says(message: string): string {
  const text = message.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  return expect.stringMatching(new RegExp(`^${text}(?:: .+)?$`));
}
