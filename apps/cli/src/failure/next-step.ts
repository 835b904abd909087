import { type ConnectionError, isClientError, isResponseError, type ResponseError } from '@lading/client';
import { CommandError } from './command-error.js';

const useTls = 'if the registry speaks TLS, write https:// before its name, without --plain-http';

/** What the person may do about a failure; undefined where there is nothing to say. */
export function nextStepFor(error: unknown): string | undefined {
  if (error instanceof CommandError) return error.nextStep;
  if (isResponseError(error)) return afterResponse(error);
  if (isClientError(error, 'connection')) return afterConnection(error as ConnectionError);
  if (isClientError(error, 'timeout')) return 'try again; if the network is slow, with fewer transfers at a time';
  if (isClientError(error, 'digest-mismatch'))
    return 'the content must not be used; try again, and if it stays so tell those who run the registry';
  if (isClientError(error, 'plain-http'))
    return '--plain-http sends them so that the network can read them; use it in a network that you trust only';
  if (isClientError(error, 'private-address'))
    return '--allow-private-addresses follows one in a private network; use that for a registry that you trust';
  if (isClientError(error, 'content') && /choose one platform/.test(error.message))
    return 'add --platform, such as --platform linux/amd64; oci-archive: takes all of them';
  if (isClientError(error, 'content') && /no file oci-layout/.test(error.message))
    return 'oci: takes the folder of a layout; an archive is oci-archive:FILE or docker-archive:FILE';
  return afterFile((error as NodeJS.ErrnoException | undefined)?.code);
}

/** What the system says of files tells what is wrong, and not what to do. */
function afterFile(code: string | undefined): string | undefined {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'make room there; the next run goes on with what has arrived';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'check who may read and write there';
  return undefined;
}

function afterResponse(error: ResponseError): string | undefined {
  const host = hostOf(error);
  const repository = /\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(error.url ?? '')?.[1];
  if (error.status === 401) return `log in with: lading login ${host}`;
  if (error.status === 403) return `log in as somebody who may do this, with: lading login ${host}`;
  const isPush = ['POST', 'PUT', 'PATCH'].includes(error.method ?? '');
  if (error.status === 404 && isPush && error.code === 'NAME_UNKNOWN')
    return 'create the repository at the registry first, which does not do so by itself; or check its name';
  if (error.status === 404 && repository === undefined) return 'the registry does not offer this';
  if (error.status === 404 && error.code !== 'NAME_UNKNOWN' && !error.url?.includes('/tags/list'))
    return `see what is there with: lading ls ${host}/${repository}`;
  if (error.status === 404) return `check the name; where the registry lists its repositories: lading ls ${host}`;
  if (error.code === 'UNSUPPORTED' || (error.status === 405 && error.code === undefined))
    return 'the registry does not allow this; those who run it may have to switch it on';
  if (error.status === 429) return afterTooMany(error, host);
  // A TLS port answers a plain HTTP request with a text.
  if (error.status === 400 && error.code === undefined && error.url?.startsWith('http:')) return useTls;
  if (error.code === 'MANIFEST_BLOB_UNKNOWN') return 'push what the manifest names first, or copy the whole image';
  return error.status >= 500 ? 'the fault is at the registry; try again later' : undefined;
}

function afterTooMany({ retryAfterSeconds }: ResponseError, host: string): string {
  const wait = retryAfterSeconds === undefined ? 'wait a while' : `wait ${retryAfterSeconds} s`;
  return `${wait}; many registries allow more to those who log in: lading login ${host}`;
}

function afterConnection(error: ConnectionError): string | undefined {
  const { systemCode = '', message } = error;
  if (systemCode === 'ENOTFOUND') return 'check the name of the registry, and that this machine can resolve it';
  if (systemCode === 'ECONNREFUSED') return 'nothing listens there; check that the registry runs, and its port';
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO/.test(systemCode) || /wrong version number/i.test(message))
    return 'if the registry speaks plain HTTP, write http:// before its name, or add --plain-http';
  if (systemCode === 'ECONNRESET' && error.url?.startsWith('http:')) return useTls;
  if (/CERT|SIGNATURE|HOSTNAME_MISMATCH|ALTNAME/.test(systemCode))
    return 'trust its certificate authority with --ca-file FILE; --insecure accepts any, for tests only';
  return undefined;
}

/** As people name it. */
function hostOf({ url }: ResponseError): string {
  const host = url === undefined ? 'HOST' : new URL(url).host;
  return host === 'registry-1.docker.io' ? 'docker.io' : host;
}
