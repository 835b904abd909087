import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { root } from '../setup/root.mjs';

const runsDirectory = join(root, '.turbo', 'runs');

/** The names of the summaries that turbo has written so far. */
export function listTurboRuns() {
  return existsSync(runsDirectory) ? readdirSync(runsDirectory) : [];
}

/**
 * Tells what the last run of turbo came to, from the summary that it wrote and from the counts that each package's tests
 * left: one line for each package that was tested, and one for each other task that failed.
 */
export function readTurboRun(earlierRuns) {
  const [newest] = listTurboRuns()
    .filter((name) => !earlierRuns.includes(name))
    .map((name) => join(runsDirectory, name))
    .sort((one, other) => statSync(other).mtimeMs - statSync(one).mtimeMs);
  if (newest === undefined) return [{ title: 'turbo', passed: 0, failed: 1, note: 'left no summary of its run' }];
  const { tasks } = JSON.parse(readFileSync(newest, 'utf8'));
  return tasks.filter(({ command }) => command !== '<NONEXISTENT>').flatMap(countTask);
}

/** A task that did not run, because one failed that it needs, is no pass. */
export function countTask(task) {
  const isCached = task.cache.status === 'HIT';
  const isDone = isCached || task.execution?.exitCode === 0;
  if (task.task !== 'test') return isDone ? [] : [failure(task.taskId, describeEnd(task))];
  const counts = readCounts(resolve(root, task.directory));
  if (counts === undefined) return [failure(task.package, 'left no counts of its tests')];
  if (isDone) return [{ title: task.package, ...counts, note: isCached ? 'unchanged since it last ran' : undefined }];
  // Counts without a failure are those of an earlier run, or of tests that broke after the last one.
  if (counts.failed === 0) return [failure(task.package, describeEnd(task))];
  return [{ title: task.package, ...counts }];
}

function failure(title, note) {
  return { title, passed: 0, failed: 1, note };
}

function describeEnd({ execution }) {
  return execution?.exitCode === undefined ? 'did not run' : `exit code ${execution.exitCode}`;
}

function readCounts(directory) {
  try {
    return JSON.parse(readFileSync(join(directory, 'test-results.json'), 'utf8'));
  } catch {
    return undefined;
  }
}
