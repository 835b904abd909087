import {
  type ClientErrorReason,
  type ConnectionError,
  isClientError,
  isResponseError,
  type ResponseError,
} from '@lading/client';
import { afterRefusal } from './after-refusal.js';
import { CommandError } from './command-error.js';

const useTls = 'if the registry speaks TLS, write https:// before its name, without --plain-http';

const afterReason: Readonly<Record<ClientErrorReason, string>> = {
  'index-in-docker-archive': 'add --platform, such as --platform linux/amd64; oci-archive: takes all of them',
  'not-a-layout': 'oci: takes the folder of a layout; an archive is oci-archive:FILE or docker-archive:FILE',
  'not-a-referrers-list': 'move the content of that tag to another tag, and push the referrer again',
  'malformed-auth-file': 'repair it by hand: it may hold other credentials',
  'credential-helper': 'install it, or remove it from credsStore and credHelpers of the file',
};

/** Advises what to do after a failure; undefined if there is no advice. */
export function nextStepFor(error: unknown): string | undefined {
  if (error instanceof CommandError) return error.nextStep;
  if (isResponseError(error)) return afterResponse(error);
  if (isClientError(error, 'connection')) return afterConnection(error as ConnectionError);
  if (isClientError(error, 'timeout')) return 'try again; if the network is slow, with fewer transfers at once';
  if (isClientError(error, 'digest-mismatch'))
    return 'the content must not be used; try again, and if it fails again, tell the operator of the registry';
  if (isClientError(error, 'plain-http'))
    return '--plain-http sends them unencrypted; use it only in a network that you trust';
  if (isClientError(error, 'private-address'))
    return '--allow-private-addresses allows private networks; use it only for a registry that you trust';
  if (isClientError(error) && error.reason !== undefined) return afterReason[error.reason];
  return afterFile((error as NodeJS.ErrnoException | undefined)?.code);
}

/** Advice for errors of the file system. */
function afterFile(code: string | undefined): string | undefined {
  if (code === 'ENOSPC' || code === 'EDQUOT') return 'free some space; the next run continues this one';
  if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') return 'check the permissions';
  return undefined;
}

function afterResponse(error: ResponseError): string | undefined {
  const host = error.refusal?.host ?? hostOf(error);
  const repository = /\/v2\/(.+?)\/(?:manifests|blobs|tags|referrers)\//.exec(error.url ?? '')?.[1];
  if (error.status === 401 || error.status === 403) return afterRefusal(error, host);
  const isPush = ['POST', 'PUT', 'PATCH'].includes(error.method ?? '');
  if (error.status === 404 && isPush && error.code === 'NAME_UNKNOWN')
    return 'create the repository first, because this registry does not create it; or check its name';
  if (error.status === 404 && repository === undefined) return 'the registry does not offer this';
  if (error.status === 404 && error.code !== 'NAME_UNKNOWN' && !error.url?.includes('/tags/list'))
    return `list its tags with: lading ls ${host}/${repository}`;
  if (error.status === 404)
    return `check the name; list the repositories, if the registry allows it: lading ls ${host}`;
  if (error.code === 'UNSUPPORTED' || (error.status === 405 && error.code === undefined))
    return 'the registry does not allow this; its operator may have to turn it on';
  if (error.status === 429) return afterTooMany(error, host);
  // A TLS port answers a plain HTTP request with a text instead of JSON.
  if (error.status === 400 && error.code === undefined && error.url?.startsWith('http:')) return useTls;
  if (error.code === 'MANIFEST_BLOB_UNKNOWN') return 'push the content of the manifest first, or copy the whole image';
  return error.status >= 500 ? 'the registry has a fault; try again later' : undefined;
}

function afterTooMany({ retryAfterSeconds }: ResponseError, host: string): string {
  const wait = retryAfterSeconds === undefined ? 'wait a while' : `wait ${retryAfterSeconds} s`;
  return `${wait}; many registries allow more after a login: lading login ${host}`;
}

function afterConnection(error: ConnectionError): string | undefined {
  const { systemCode = '' } = error;
  if (systemCode === 'ENOTFOUND') return 'check the name of the registry, and that this machine can resolve it';
  if (systemCode === 'ECONNREFUSED') return 'nothing listens there; check that the registry runs, and its port';
  if (/WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG|^EPROTO/.test(systemCode))
    return 'if the registry speaks plain HTTP, write http:// before its name, or add --plain-http';
  if (systemCode === 'ECONNRESET' && error.url?.startsWith('http:')) return useTls;
  if (/CERT|SIGNATURE|HOSTNAME_MISMATCH|ALTNAME/.test(systemCode))
    return 'trust its certificate authority with --ca-file FILE; --insecure accepts any, for tests only';
  return undefined;
}

/** The host as people write it. */
function hostOf({ url }: ResponseError): string {
  const host = url === undefined ? 'HOST' : new URL(url).host;
  return host === 'registry-1.docker.io' ? 'docker.io' : host;
}
