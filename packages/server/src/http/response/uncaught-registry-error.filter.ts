import { RegistryError } from '@lading/core';
import { Catch } from '@nestjs/common';
import { RegistryErrorFilter } from './registry-error.filter.js';

/** Answers a `RegistryError` of any controller of the application, unless a filter of the application does. */
@Catch(RegistryError)
export class UncaughtRegistryErrorFilter extends RegistryErrorFilter {}
