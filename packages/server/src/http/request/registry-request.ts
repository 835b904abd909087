import type { IncomingMessage } from 'node:http';
import { isRegistryError, RegistryError } from '@lading/core';
import { HttpError } from '../error/http-error.js';
import { refuseAmbiguousRequest } from './ambiguous-request.js';
import type { PublicOrigin } from './public-origin.js';
import { parseRegistryUrl, parseTokenUrl, type RegistryResource, type RegistryTarget } from './registry-url.js';
import { useOriginForm } from './request-target.js';

/** A request below `/v2/`, or one that is refused at any path. */
export interface RegistryRequest {
  readonly target: RegistryTarget | undefined;
  /** Why the request is refused before anything else is asked. */
  readonly fault: RegistryError | undefined;
  /** Returns the origin for each `Location`; absent if a `Location` is a path. */
  publicOrigin?: PublicOrigin | undefined;
}

/** A property of the request, because a `WeakMap` would cost more. */
const registryRequest = Symbol('registry request');

type Remembering = IncomingMessage & { [registryRequest]?: RegistryRequest };

const methodsOf: Readonly<Record<Exclude<RegistryResource, 'extension'>, readonly string[]>> = {
  base: ['GET', 'HEAD'],
  catalog: ['GET', 'HEAD'],
  extensions: ['GET', 'HEAD'],
  manifest: ['GET', 'HEAD', 'PUT', 'DELETE'],
  blob: ['GET', 'HEAD', 'DELETE'],
  uploads: ['POST'],
  upload: ['GET', 'HEAD', 'PATCH', 'PUT', 'DELETE'],
  tags: ['GET', 'HEAD'],
  referrers: ['GET', 'HEAD'],
  token: ['GET', 'POST'],
  'token-keys': ['GET', 'HEAD'],
};

/** Every method of the API, as the value of `Allow`. */
export const methodsOfRegistry = [...new Set(Object.values(methodsOf).flat())].join(', ');

/** The paths that requests of the API have. */
export interface ApiPaths {
  /** The path before `/v2/` for clients. */
  readonly basePath: string;
  /** Whether `<basePath>/token` belongs to the API too. */
  readonly hasTokenPath: boolean;
}

/** Reads the head of a request and remembers the result; `undefined` for a valid request outside of the API. */
export function openRegistryRequest(raw: IncomingMessage, paths: ApiPaths): RegistryRequest | undefined {
  const request = readRequest(raw, paths);
  if (request !== undefined) (raw as Remembering)[registryRequest] = request;
  return request;
}

/** What `openRegistryRequest` read. */
export function registryRequestOf(raw: IncomingMessage): RegistryRequest | undefined {
  return (raw as Remembering)[registryRequest];
}

function readRequest(raw: IncomingMessage, { basePath, hasTokenPath }: ApiPaths): RegistryRequest | undefined {
  let target: RegistryTarget | undefined;
  try {
    refuseAmbiguousRequest(raw);
    useOriginForm(raw);
    const { url = '' } = raw;
    target = parseRegistryUrl(url, basePath) ?? (hasTokenPath ? parseTokenUrl(url, basePath) : undefined);
    if (target === undefined) return undefined;
    refuseOtherMethods(raw.method ?? '', target.resource);
    return { target, fault: undefined };
  } catch (error) {
    if (isRegistryError(error)) return { target, fault: error };
    throw error;
  }
}

function refuseOtherMethods(method: string, resource: RegistryResource): void {
  if (resource === 'extension') return;
  const allowed = methodsOf[resource];
  if (allowed.includes(method)) return;
  throw new HttpError(405, 'UNSUPPORTED', `${method.slice(0, 32)} is not supported here`, {
    headers: { Allow: allowed.join(', ') },
  });
}
