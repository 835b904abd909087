import type { RequestBody } from './request-body.js';

/**
 * A body that has to be in memory at once, up to a limit that counts while it is read.
 * @throws RegistryError `SIZE_INVALID`: 413 above the limit, 400 if the client broke off
 */
export async function readWholeBody(body: RequestBody, maximumBytes: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of body.read({ maximumBytes })) chunks.push(chunk);
  return Buffer.concat(chunks);
}
