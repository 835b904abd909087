import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { AnswerInterceptor } from '../answer/answer.interceptor.js';
import { ManagementGuard } from '../guard/management.guard.js';
import { apiPath } from '../route/api-path.js';
import { ProblemFilter } from './problem.filter.js';

/** A controller of the management API, with its guard and its form of answers and errors. */
export function ManagementController(path = ''): ClassDecorator {
  return applyDecorators(
    Controller(path === '' ? apiPath : `${apiPath}/${path}`),
    UseGuards(ManagementGuard),
    UseInterceptors(AnswerInterceptor),
    UseFilters(ProblemFilter),
  );
}
