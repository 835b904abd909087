import { unavailableBecause } from '../connection/failure.js';

/** Waits for the result until a time limit or the signal. What the server does meanwhile ends by its own limit. */
export function answered<Answer>(
  answer: Promise<Answer>,
  milliseconds: number,
  signal?: AbortSignal | undefined,
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const late = () => reject(unavailableBecause(new Error('the database did not answer in time')));
    const abort = () => reject(signal?.reason);
    const timer = setTimeout(late, milliseconds);
    signal?.addEventListener('abort', abort);
    answer.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    });
  });
}
