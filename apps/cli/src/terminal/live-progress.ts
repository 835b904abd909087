import { hasColours, paint } from './paint.js';
import { finishedLine } from './plain-progress.js';
import type { Outcome, Progress, Transfer } from './progress.js';
import { formatBytes, shortDigest } from './quantity.js';

interface Moving {
  readonly transfer: Transfer;
  readonly since: number;
  bytes: number;
}

const frameMilliseconds = 100;
/** A line with the longest numbers then fits into 80 columns. */
const barLength = 18;

/** Draws bars below the lines of finished transfers. */
export class LiveProgress implements Progress {
  readonly #moving = new Map<string, Moving>();
  #timer: NodeJS.Timeout | undefined;
  #drawn = 0;

  constructor(
    private readonly stream: NodeJS.WriteStream,
    private readonly now: () => number = Date.now,
  ) {}

  move(transfer: Transfer, bytes: number): void {
    const known = this.#moving.get(transfer.name);
    if (known === undefined) this.#moving.set(transfer.name, { transfer, bytes, since: this.now() });
    else known.bytes = bytes;
    this.#timer ??= setInterval(() => this.#draw([]), frameMilliseconds).unref();
  }

  done(transfer: Transfer, outcome: Outcome): void {
    this.#moving.delete(transfer.name);
    const line = finishedLine({ ...transfer, name: shown(transfer.name) }, outcome);
    this.#draw([outcome === 'present' ? paint('dim', line, this.stream) : line]);
  }

  note(line: string): void {
    this.#draw([line]);
  }

  end(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#moving.clear();
    this.#draw([]);
  }

  /** Draws the finished lines and the bars that fit, in one write. */
  #draw(finished: readonly string[]): void {
    const room = Math.max(1, (this.stream.rows ?? 24) - 2);
    const columns = this.stream.columns ?? 80;
    const bars = [...this.#moving.values()].slice(0, room).map((each) => barOf(each, this.now(), this.stream, columns));
    const back = this.#drawn === 0 ? '' : `\u001b[${this.#drawn}A\r\u001b[J`;
    const lines = [...finished, ...bars].map((line) => `${line}\n`).join('');
    if (back !== '' || lines !== '') this.stream.write(back + lines);
    this.#drawn = bars.length;
  }
}

function barOf({ transfer, bytes, since }: Moving, now: number, stream: NodeJS.WriteStream, columns: number): string {
  const { name, size } = transfer;
  const share = size === undefined ? undefined : Math.min(1, size === 0 ? 1 : bytes / size);
  const filled = Math.round((share ?? 0) * barLength);
  const bar = `${'━'.repeat(filled)}${(hasColours(stream) ? '─' : ' ').repeat(barLength - filled)}`;
  const seconds = (now - since) / 1000;
  const rate = seconds < 0.5 ? '' : `  ${formatBytes(Math.round(bytes / seconds))}/s`;
  const amount = size === undefined ? formatBytes(bytes) : `${formatBytes(bytes)} of ${formatBytes(size)}`;
  const percent = share === undefined ? '    ' : `${Math.floor(share * 100)}%`.padStart(4);
  return `${shown(name)}  ${share === undefined ? '' : bar} ${percent}  ${amount}${rate}`.slice(0, columns - 1);
}

function shown(name: string): string {
  return /^sha\d+:/.test(name) ? shortDigest(name) : name.length > 32 ? `…${name.slice(-31)}` : name;
}
