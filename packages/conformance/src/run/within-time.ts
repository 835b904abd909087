/**
 * Waits for something, but no longer than a limit. What takes longer goes on, and nobody waits for it. The timer also keeps
 * a process up whose only work has stalled, so that its other tests run.
 * @throws Error that says what took longer
 */
export async function withinTime<Result>(
  what: string,
  milliseconds: number,
  work: Promise<Result>,
  onTimeout: () => void = () => undefined,
): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      onTimeout();
      reject(new Error(`${what} takes longer than ${milliseconds / 1000} s`));
    }, milliseconds);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}
