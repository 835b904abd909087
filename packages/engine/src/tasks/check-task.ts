import { checkOptions, type OptionRules, type Task } from '@lading/core';

const rules = {
  name: 'non-empty string',
  everySeconds: 'positive number',
  isShared: 'boolean?',
  run: 'function',
} as const satisfies OptionRules<Task>;

/**
 * Refuses a task with a wrong or misspelt property, and two tasks with one name.
 * @param place where the tasks come from, for the message
 * @throws TypeError that names the task
 */
export function checkTasks(tasks: readonly Task[], place = 'tasks'): void {
  const names = new Set<string>();
  for (const [index, task] of tasks.entries()) {
    checkOptions(`${place}[${index}]`, plain(task), rules);
    if (names.has(task.name)) throw new TypeError(`${place}[${index}]: there are two tasks named ${task.name}`);
    names.add(task.name);
  }
}

/** A task may be an instance of a class, with other members. */
function plain(task: Task): Task {
  if (typeof task !== 'object' || task === null || Object.getPrototypeOf(task) === Object.prototype) return task;
  const { name, everySeconds, isShared, run } = task;
  return { name, everySeconds, run, ...(isShared === undefined ? {} : { isShared }) };
}
