import { applyDecorators, Controller, UseFilters, UseGuards, UseInterceptors } from '@nestjs/common';
import { PageFilter } from './page.filter.js';
import { PageGuard } from './page.guard.js';
import { PageInterceptor } from './page-interceptor.js';

/** A controller of pages for people. */
export function PageController(path: string): ClassDecorator {
  return applyDecorators(
    Controller(path),
    UseGuards(PageGuard),
    UseInterceptors(PageInterceptor),
    UseFilters(PageFilter),
  );
}
