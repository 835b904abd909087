/** A system call in a trace. A call that was interrupted by another one has two lines. */
export interface SystemCall {
  readonly name: string;
  readonly text: string;
  /** `undefined` if it returned no number. */
  readonly result: number | undefined;
  /** The line where it started, and the line where it ended. */
  readonly start: number;
  readonly end: number;
}

/** Parses the output of `strace -f -o`. Returns the calls in the order in which they started. */
export function parseSystemCalls(trace: string): SystemCall[] {
  const calls: SystemCall[] = [];
  const unfinished = new Map<string, Pick<SystemCall, 'name' | 'text' | 'start'>>();
  for (const [line, text] of trace.split('\n').entries()) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(text) ?? [];
    if (rest === undefined) continue;
    const [, resumed] = /^<\.\.\. (\w+) resumed>/.exec(rest) ?? [];
    const [, started] = /^(\w+)\(/.exec(rest) ?? [];
    const begun = unfinished.get(`${pid} ${resumed}`);
    if (started !== undefined && rest.endsWith('<unfinished ...>')) {
      unfinished.set(`${pid} ${started}`, { name: started, text: rest, start: line });
    } else if (started !== undefined) {
      calls.push({ name: started, text: rest, result: resultOf(rest), start: line, end: line });
    } else if (begun !== undefined) {
      unfinished.delete(`${pid} ${resumed}`);
      calls.push({ ...begun, text: begun.text + rest, result: resultOf(rest), end: line });
    }
  }
  return calls.sort((one, other) => one.start - other.start);
}

function resultOf(text: string): number | undefined {
  const [, result] = /= (-?\d+)[^=]*$/.exec(text) ?? [];
  return result === undefined ? undefined : Number(result);
}
