import { once } from 'node:events';
import { type ClientRequest, get, type IncomingMessage, request } from 'node:http';

/** An upload of which the first half is sent, and the rest when told. */
export interface SlowUpload {
  /** Sends the rest; resolves to the status of the answer, or to the code of the error that ended it. */
  finish(): Promise<number | string>;
  /** Resolves to the same without sending more. */
  readonly outcome: Promise<number | string>;
}

/** Sends half of the bytes that close an upload session, after the registry has said that it reads them. */
export function beginSlowUpload(url: URL, bytes: Buffer): Promise<SlowUpload> {
  return beginSlowBody('PUT', url, bytes, { 'content-length': bytes.length });
}

/** Sends half of a chunk of unknown length. */
export function beginSlowPatch(url: URL, bytes: Buffer): Promise<SlowUpload> {
  return beginSlowBody('PATCH', url, bytes, { 'transfer-encoding': 'chunked' });
}

async function beginSlowBody(
  method: string,
  url: URL,
  bytes: Buffer,
  length: Readonly<Record<string, string | number>>,
): Promise<SlowUpload> {
  const headers = { 'content-type': 'application/octet-stream', ...length, expect: '100-continue' };
  const upload = request(url, { method, headers, agent: false });
  const outcome = outcomeOf(upload);
  upload.flushHeaders();
  await once(upload, 'continue');
  const half = bytes.length >> 1;
  await new Promise<void>((sent) => upload.write(bytes.subarray(0, half), () => sent()));
  return {
    outcome,
    finish() {
      upload.end(bytes.subarray(half));
      return outcome;
    },
  };
}

async function outcomeOf(upload: ClientRequest): Promise<number | string> {
  try {
    const [response] = (await once(upload, 'response')) as [IncomingMessage];
    response.resume();
    return response.statusCode ?? 0;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? String(error);
  }
}

/** A download whose first bytes have come; the rest is read when told. */
export interface SlowDownload {
  /** Reads on; resolves to everything, or rejects if the answer was cut. */
  finish(): Promise<Buffer>;
}

export async function beginSlowDownload(url: string): Promise<SlowDownload> {
  const [response] = (await once(get(url, { agent: false }), 'response')) as [IncomingMessage];
  await once(response, 'readable');
  return {
    async finish() {
      const parts: Buffer[] = [];
      for await (const part of response) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}
