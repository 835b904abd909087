import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { isRegistryError, parseRepositoryName, RegistryError } from '@lading/core';
import { type Reply, type Request, RightContent } from './right-content.js';

const routes = /^\/v2\/(.+)\/(?:(tags\/list)|(blobs\/uploads)\/?|(blobs\/uploads|blobs|manifests|referrers)\/([^/]+))$/;

/** A small registry in memory that is right about all that the wrong ones are wrong about. */
export class RightRegistry extends RightContent {
  async answer(request: Request): Promise<Reply> {
    try {
      return await this.route(request);
    } catch (error) {
      if (!isRegistryError(error)) throw error;
      return this.refuse(error);
    }
  }

  protected refuse(error: RegistryError): Reply {
    const body = JSON.stringify({ errors: error.entries });
    return { status: statusOf(error), headers: { 'content-type': 'application/json' }, body };
  }

  protected async route(request: Request): Promise<Reply> {
    if (request.path === '/v2/') return { status: 200 };
    const [, name, tags, upload, kind, last = ''] = routes.exec(decodeURIComponent(request.path)) ?? [];
    if (name === undefined) throw new RegistryError('UNSUPPORTED', 'no such route');
    const repository = parseRepositoryName(name);
    const isRead = request.method === 'GET' || request.method === 'HEAD';
    if (tags !== undefined) return this.listTags(repository, request);
    if (upload !== undefined) return this.openUpload(repository, request);
    if (kind === 'blobs/uploads') return this.continueUpload(repository, last, request);
    if (kind === 'referrers') return this.listReferrers(repository, last, request);
    if (kind === 'blobs') return isRead ? this.readBlob(repository, last, request) : this.deleteBlob(repository, last);
    if (request.method === 'PUT') return this.putManifest(repository, last, request);
    return isRead ? this.readManifest(repository, last, request) : this.deleteManifest(repository, last);
  }

  /** Serves it on a free loopback port. */
  async listen() {
    const server = createServer((incoming, outgoing) => this.serve(incoming, outgoing));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    return {
      url: `http://127.0.0.1:${port}`,
      async dispose() {
        server.closeAllConnections();
        await new Promise((resolve) => server.close(resolve));
      },
    };
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [path = '', query] = (incoming.url ?? '').split('?');
    const { method = '', headers } = incoming;
    const request: Request = {
      method,
      headers,
      path,
      query: new URLSearchParams(query),
      incoming,
    };
    try {
      const { status, headers: fields = {}, body = '' } = await this.answer(request);
      const length = status === 204 ? {} : { 'content-length': String(Buffer.byteLength(body)) };
      outgoing.writeHead(status, { ...length, ...fields }).end(body);
    } catch {
      outgoing.destroy();
    }
  }
}

/** The only refusals here are of unknown and of invalid things. */
function statusOf({ code }: RegistryError): number {
  return code === 'UNSUPPORTED' || code.endsWith('_UNKNOWN') ? 404 : 400;
}
