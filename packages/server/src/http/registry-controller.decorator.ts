import { Controller, VERSION_NEUTRAL } from '@nestjs/common';

/** A controller below `/v2/`, whose version is that of the API and not one of the application's. */
export const RegistryController = (path: string): ClassDecorator => Controller({ path, version: VERSION_NEUTRAL });
