/**
 * Reads the secret of a client from the text of its file.
 * @throws TypeError that does not contain the text
 */
export function parseClientSecret(text: string): string {
  const secret = text.trim();
  if (secret === '') throw new TypeError('the file is empty, and should have the secret of the client');
  return secret;
}
