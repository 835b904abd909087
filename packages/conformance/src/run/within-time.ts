/**
 * Waits for work until a time limit. Work that takes longer continues without a wait. The timer also keeps the process alive
 * if its only work has stalled, so that other tests run.
 * @throws Error that names the work that took longer
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
