import { Buffer } from 'node:buffer';
import { request } from 'node:http';
import { request as requestTls } from 'node:https';
import { isIP, type Socket } from 'node:net';
import { EgressError } from '../egress-error.js';
import { placeOf } from '../policy/egress-policy.js';

const longestHeader = 16 * 1024;

/**
 * Asks a proxy for a connection to `host:port`.
 * @throws EgressError `UNREACHABLE` if the proxy cannot be reached, refuses, or does not answer in time
 */
export function openTunnel(proxy: URL, authority: string, milliseconds: number): Promise<Socket> {
  const host = proxy.hostname.replace(/^\[|\]$/g, '');
  const ask = proxy.protocol === 'https:' ? requestTls : request;
  return new Promise((resolve, reject) => {
    const asked = ask({
      host,
      port: proxy.port,
      // The default is the host in the header, which is not the proxy.
      servername: isIP(host) === 0 ? host : '',
      method: 'CONNECT',
      path: authority,
      headers: { host: authority, ...credentialsOf(proxy) },
      agent: false,
      maxHeaderSize: longestHeader,
    });
    const fail = (reason: string) => {
      clearTimeout(timer);
      asked.destroy();
      reject(new EgressError('UNREACHABLE', `the proxy ${placeOf(proxy)} ${reason}`));
    };
    const timer = setTimeout(() => fail('has not answered in time'), milliseconds);
    asked.on('error', ({ code, name }: NodeJS.ErrnoException) => fail(`cannot be reached: ${code ?? name}`));
    asked.on('connect', ({ statusCode = 0 }, socket: Socket, first: Buffer) => {
      if (statusCode < 200 || statusCode > 299) {
        socket.destroy();
        fail(`does not connect to ${authority}: status ${statusCode}`);
        return;
      }
      clearTimeout(timer);
      if (first.byteLength > 0) socket.unshift(first);
      resolve(socket);
    });
    asked.end();
  });
}

function credentialsOf({ username, password }: URL): Readonly<Record<string, string>> {
  if (username === '' && password === '') return {};
  const text = [username, password].map(decodeURIComponent).join(':');
  return { 'proxy-authorization': `Basic ${Buffer.from(text).toString('base64')}` };
}
