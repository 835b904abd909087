import { connect } from 'node:net';

/** Sends bytes as they are, and gives all that comes back until the other side ends or `until` is seen. */
export function exchange(url: URL, request: string | Uint8Array, until?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(url.port), url.hostname, () => socket.write(request));
    socket.setEncoding('latin1');
    socket.on('data', (text) => {
      answer += text;
      if (until !== undefined && answer.includes(until)) socket.destroy();
    });
    socket.once('close', () => resolve(answer));
    socket.once('error', reject);
  });
}

/** Sends a head, and then repeats a piece of a body until the other side ends the connection. */
export function trickle(url: URL, head: string, piece: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(url.port), url.hostname, () => socket.write(head));
    const timer = setInterval(() => socket.write(piece), 50);
    socket.setEncoding('latin1');
    socket.on('data', (text) => (answer += text));
    socket.once('close', () => {
      clearInterval(timer);
      resolve(answer);
    });
    socket.once('error', (error) => answer === '' && reject(error));
  });
}

export function statusOf(answer: string): number {
  return Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]);
}
