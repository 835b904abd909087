export { ManagementModule } from './module/management.module.js';
export type { ManagementOptions } from './options/management.options.js';
export { type ProblemCode, problemCodes } from './problem/problem.js';
