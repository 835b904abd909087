import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { drainBody } from '../../transport/drain-body.js';
import { hasUnreadBody } from '../body/unread-body.js';
import { registryRequestOf } from '../request/registry-request.js';
import type { OciResponse } from './oci-response.js';
import { readsIntoMemory, sendBlocks } from './send-blocks.js';
import { sendStream } from './send-stream.js';

const logger = new Logger('Registry');

/**
 * Writes a response without Fastify's serialisation. Its header fields are exact; only those that plug-ins of the application,
 * such as CORS, have set on the reply are added.
 */
export function writeResponse(reply: FastifyReply, response: OciResponse): void {
  const { raw } = reply;
  const request = reply.request.raw;
  reply.hijack();
  if (raw.headersSent || raw.destroyed) {
    discard(response);
    return;
  }
  const close = hasUnreadBody(request);
  writeHead(reply, response, close);
  const body = isBodyless(request, response) ? undefined : response.body;
  if (body instanceof Readable) sendContent(raw, body, lengthOf(response));
  else if (close) endAfterBody(raw, request, body);
  else raw.end(body);
  if (body === undefined) discard(response);
}

function sendContent(raw: ServerResponse, content: Readable, length: number | undefined): void {
  if (length !== undefined && readsIntoMemory(content)) sendBlocks(raw, content, length);
  else sendStream(raw, content, length);
}

function writeHead(reply: FastifyReply, response: OciResponse, close: boolean): void {
  const { raw } = reply;
  // The names are in lower case here, also those of fields that the response has already.
  for (const [name, value] of Object.entries(reply.getHeaders()))
    if (value !== undefined && raw.getHeader(name) !== value) raw.setHeader(name, value);
  raw.setHeader('Docker-Distribution-API-Version', 'registry/2.0');
  for (const [name, value] of Object.entries(response.headers)) setHeader(raw, name, value);
  completeLocation(reply);
  const length = lengthOf(response);
  if (response.status === 204 || response.status === 304) raw.removeHeader('Content-Length');
  else if (length !== undefined) raw.setHeader('Content-Length', length);
  if (close) raw.setHeader('Connection', 'close');
  raw.writeHead(response.status);
}

/** Makes `Location` a whole URL if the option `publicUrl` is set. */
function completeLocation({ raw, request }: FastifyReply): void {
  const location = raw.getHeader('Location');
  if (typeof location !== 'string' || !location.startsWith('/')) return;
  const origin = registryRequestOf(request.raw)?.publicOrigin?.(request);
  if (origin !== undefined) raw.setHeader('Location', `${origin}${location}`);
}

/** Leaves out a value that HTTP cannot carry, from a hook or a plug-in: the client still gets its response. */
function setHeader(raw: ServerResponse, name: string, value: string | number | readonly string[]): void {
  try {
    raw.setHeader(name, value);
  } catch (error) {
    logger.error(`the field ${name} is left out: ${String(error)}`);
  }
}

/** The client may still be sending, and must be able to read the answer meanwhile. */
function endAfterBody(raw: ServerResponse, request: IncomingMessage, body: Uint8Array | undefined): void {
  if (body !== undefined && body.byteLength > 0) raw.write(body);
  else raw.flushHeaders();
  drainBody(request, raw);
}

function isBodyless(request: IncomingMessage, { status }: OciResponse): boolean {
  return request.method === 'HEAD' || status === 204 || status === 304;
}

function lengthOf({ headers, body }: OciResponse): number | undefined {
  if (body instanceof Uint8Array) return body.byteLength;
  const given = headers['Content-Length'];
  if (given !== undefined) return Number(given);
  return body === undefined ? 0 : undefined;
}

function discard({ body }: OciResponse): void {
  if (body instanceof Readable) body.destroy();
}
