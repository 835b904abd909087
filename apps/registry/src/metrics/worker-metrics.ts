import { AggregatorRegistry, type Registry } from 'prom-client';
import { isMessage, type MessageToPrimary, type MessageToWorker } from '../process/messages.js';

const patienceMilliseconds = 5000;
let asked = 0;

/** Lets the primary process read this worker's metrics. */
export function answerPrimary(registry: Registry): void {
  AggregatorRegistry.setRegistries([registry]);
  new AggregatorRegistry();
}

/** The metrics of all workers, which only the primary process can add up. */
export function askPrimary(): Promise<string> {
  const id = asked++;
  return new Promise((resolve, reject) => {
    const settle = (text: string | undefined) => {
      clearTimeout(timer);
      process.off('message', receive);
      if (text === undefined) reject(new Error('the primary process gave no metrics'));
      else resolve(text);
    };
    const receive = (message: unknown) => {
      if (isMessage<MessageToWorker>(message) && message.type === 'lading:metrics' && message.id === id)
        settle(message.text);
    };
    const timer = setTimeout(() => settle(undefined), patienceMilliseconds);
    process.on('message', receive);
    process.send?.({ type: 'lading:metrics-wanted', id } satisfies MessageToPrimary);
  });
}
