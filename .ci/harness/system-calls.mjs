/**
 * Reads what `strace -f -o` wrote. Each call has its name, its text, its result, and the lines where it started and ended:
 * a call that others ran into has two.
 */
export function parseSystemCalls(trace) {
  const calls = [];
  const unfinished = new Map();
  for (const [line, text] of trace.split('\n').entries()) {
    const [, pid, rest] = /^(\d+) +(.*)$/.exec(text) ?? [];
    if (rest === undefined) continue;
    const [, resumed] = /^<\.\.\. (\w+) resumed>/.exec(rest) ?? [];
    const [, started] = /^(\w+)\(/.exec(rest) ?? [];
    if (started !== undefined && rest.endsWith('<unfinished ...>')) {
      unfinished.set(`${pid} ${started}`, { name: started, text: rest, start: line });
    } else if (started !== undefined) {
      calls.push({ name: started, text: rest, result: resultOf(rest), start: line, end: line });
    } else if (resumed !== undefined && unfinished.has(`${pid} ${resumed}`)) {
      const call = unfinished.get(`${pid} ${resumed}`);
      unfinished.delete(`${pid} ${resumed}`);
      calls.push({ ...call, text: call.text + rest, result: resultOf(rest), end: line });
    }
  }
  return calls.sort((one, other) => one.start - other.start);
}

function resultOf(text) {
  const [, result] = /= (-?\d+)[^=]*$/.exec(text) ?? [];
  return result === undefined ? undefined : Number(result);
}
