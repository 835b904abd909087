import { applyDecorators, Controller, UseFilters, VERSION_NEUTRAL } from '@nestjs/common';
import { RegistryErrorFilter } from '../response/registry-error.filter.js';

/** A controller of the registry. The versioning and the filters of the application do not apply to it. */
export const RegistryController = (path: string): ClassDecorator =>
  applyDecorators(Controller({ path, version: VERSION_NEUTRAL }), UseFilters(RegistryErrorFilter));
