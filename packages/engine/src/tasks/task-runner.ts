import type { Task, Tasks } from '@lading/core';
import type { EngineLog } from '../log/engine-log.js';
import { checkTasks } from './check-task.js';

/** A run that has ended. */
export interface TaskRun {
  /** The name of the task. */
  readonly task: string;
  readonly seconds: number;
  /** The value that was thrown; absent if the run succeeded. */
  readonly error?: unknown;
}

export interface TaskRunnerOptions {
  readonly tasks: readonly Task[];
  /** Gives each turn of a shared task to one replica. */
  readonly turns: Tasks;
  readonly log: EngineLog;
  /** Called after each run, for metrics. */
  readonly onRun?: ((run: TaskRun) => void) | undefined;
}

/** The longest wait before the first run. */
const firstWithinSeconds = 10;
/** The longest wait between two attempts to claim the turn of a shared task. */
const turnWithinSeconds = 600;

/** Runs tasks, each at its own interval. The times vary, so that replicas do not do the same work at the same moment. */
export class TaskRunner {
  readonly #options: TaskRunnerOptions;
  readonly #stopping = new AbortController();
  readonly #timers = new Map<Task, NodeJS.Timeout>();
  readonly #running = new Set<Promise<void>>();

  /** @throws TypeError that names a task with a wrong property */
  constructor(options: TaskRunnerOptions) {
    checkTasks(options.tasks);
    this.#options = options;
  }

  get names(): readonly string[] {
    return this.#options.tasks.map(({ name }) => name);
  }

  start(): void {
    for (const task of this.#options.tasks)
      this.#schedule(task, Math.random() * Math.min(firstWithinSeconds, task.everySeconds));
  }

  /** Runs every task once, one after the other. A shared task runs only if it is this process's turn. */
  async runAll(): Promise<void> {
    for (const task of this.#options.tasks) await this.#run(task);
  }

  /** Stops all tasks and waits for those that run. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    await Promise.all(this.#running);
  }

  #schedule(task: Task, seconds: number): void {
    const timer = setTimeout(() => void this.#runAgain(task), seconds * 1000).unref();
    this.#timers.set(task, timer);
  }

  async #runAgain(task: Task): Promise<void> {
    const running = this.#run(task);
    this.#running.add(running);
    await running;
    this.#running.delete(running);
    if (this.#stopping.signal.aborted) return;
    const seconds = task.isShared === true ? Math.min(task.everySeconds, turnWithinSeconds) : task.everySeconds;
    this.#schedule(task, seconds * (0.75 + Math.random() / 2));
  }

  /** Runs a task if it is its turn. It never rejects. */
  async #run(task: Task): Promise<void> {
    const started = performance.now();
    const secondsOf = () => (performance.now() - started) / 1000;
    try {
      if (!(await this.#isTurn(task))) return;
      await task.run(this.#stopping.signal);
      this.#options.onRun?.({ task: task.name, seconds: secondsOf() });
    } catch (error) {
      if (this.#stopping.signal.aborted) return;
      const reason = error instanceof Error ? error.message : String(error);
      this.#options.log.error(`the task ${task.name} failed: ${reason}`, { task: task.name, error });
      this.#options.onRun?.({ task: task.name, seconds: secondsOf(), error });
    }
  }

  async #isTurn({ name, everySeconds, isShared }: Task): Promise<boolean> {
    return isShared !== true || this.#options.turns.claimTurn(name, everySeconds);
  }
}
