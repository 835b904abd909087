import { imageManifestType } from '@lading/e2e/harness/image';
import { Connection } from '../generator/connection.js';

const [perSecond, connections] = [200, 16];

/**
 * Pulls of a manifest at a fixed rate, with a token. The time of a pull begins when it is due, so a server that stops for a
 * moment delays all pulls of that moment.
 */
export interface PacedPulls {
  /** @returns the 99th percentile of the milliseconds of all pulls during some work */
  during(work: Promise<unknown>): Promise<number>;
  close(): void;
}

export async function makePulls(port: number, target: string, authorization: string): Promise<PacedPulls> {
  const fields = `Accept: ${imageManifestType}\r\nAuthorization: ${authorization}\r\n`;
  const all = await Promise.all(
    Array.from({ length: connections }, () => Connection.open({ host: '127.0.0.1', port })),
  );

  async function pull(connection: Connection): Promise<void> {
    const { status } = await connection.request('GET', target, { fields });
    if (status !== 200) throw new Error(`a pull got ${status}`);
  }

  return {
    async during(work) {
      const milliseconds: number[] = [];
      let isOver = false;
      const ended = work.finally(() => {
        isOver = true;
      });
      const begun = performance.now();
      let next = 0;
      const pullInTurn = async (connection: Connection) => {
        while (!isOver) {
          const due = begun + (next++ * 1000) / perSecond;
          const early = due - performance.now();
          if (early > 0) await new Promise((resolve) => setTimeout(resolve, early));
          await pull(connection);
          milliseconds.push(performance.now() - Math.max(due, begun));
        }
      };
      await Promise.all([ended, ...all.map(pullInTurn)]);
      milliseconds.sort((one, other) => one - other);
      return milliseconds[Math.ceil(milliseconds.length * 0.99) - 1] ?? Number.NaN;
    },
    close() {
      for (const connection of all) connection.close();
    },
  };
}
