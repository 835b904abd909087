import type { Worker } from 'node:cluster';
import type { EventEmitter } from 'node:events';
import type { Registry } from 'prom-client';
import type { MetricValues } from '../metrics/metrics-source.js';
import { isMessage, type MessageToPrimary, type MessageToWorker } from './messages.js';

const patienceMilliseconds = 5000;
let asked = 0;

/** Lets the primary process read this worker's metrics. */
export function answerPrimary(registry: Registry): void {
  process.on('message', async (message: unknown) => {
    if (!isMessage<MessageToWorker>(message) || message.type !== 'lading:own-metrics-wanted') return;
    tellPrimary({ type: 'lading:own-metrics', id: message.id, values: await registry.getMetricsAsJSON() });
  });
}

/**
 * The metrics of all workers, which the primary process adds up.
 * @throws Error if it does not send them
 */
export async function askPrimary(): Promise<string> {
  const id = asked++;
  const answer = nextMessage(process, (message) =>
    isMessage<MessageToWorker>(message) && message.type === 'lading:all-metrics' && message.id === id
      ? message
      : undefined,
  );
  tellPrimary({ type: 'lading:all-metrics-wanted', id });
  const text = (await answer)?.text;
  if (text === undefined) throw new Error('the primary process did not send metrics');
  return text;
}

/**
 * The metrics of one worker, or undefined if it has ended.
 * @throws Error if it does not answer
 */
export async function askWorker(worker: Worker): Promise<MetricValues | undefined> {
  const id = asked++;
  const answer = nextMessage(worker, (message) =>
    isMessage<MessageToPrimary>(message) && message.type === 'lading:own-metrics' && message.id === id
      ? message
      : undefined,
  );
  worker.send({ type: 'lading:own-metrics-wanted', id } satisfies MessageToWorker);
  return (await answer)?.values;
}

/** The first message that `find` accepts; undefined if the other process ended before. */
function nextMessage<Message>(channel: EventEmitter, find: (message: unknown) => Message | undefined) {
  return new Promise<Message | undefined>((resolve, reject) => {
    const settle = (message: Message | undefined) => {
      clearTimeout(timer);
      channel.off('message', receive).off('disconnect', gone);
      resolve(message);
    };
    const receive = (message: unknown) => {
      const found = find(message);
      if (found !== undefined) settle(found);
    };
    const gone = () => settle(undefined);
    const timer = setTimeout(() => {
      reject(new Error(`no answer within ${patienceMilliseconds} milliseconds`));
      settle(undefined);
    }, patienceMilliseconds);
    channel.on('message', receive).on('disconnect', gone);
  });
}

function tellPrimary(message: MessageToPrimary): void {
  if (process.connected) process.send?.(message);
}
