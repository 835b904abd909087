import { applyDecorators, Controller, UseFilters, UseGuards, VERSION_NEUTRAL } from '@nestjs/common';
import { AccessGuard } from '../access/access.guard.js';
import { RegistryErrorFilter } from './registry-error.filter.js';

/** A controller below `/v2/`: access is asked first, and errors are answered as the specification says. */
export const RegistryController = (path: string) =>
  applyDecorators(
    Controller({ path, version: VERSION_NEUTRAL }),
    UseGuards(AccessGuard),
    UseFilters(RegistryErrorFilter),
  );
