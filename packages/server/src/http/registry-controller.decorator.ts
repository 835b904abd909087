import { Controller, VERSION_NEUTRAL } from '@nestjs/common';

/** A controller below `/v2/`. The versioning of the application does not apply to it. */
export const RegistryController = (path: string): ClassDecorator => Controller({ path, version: VERSION_NEUTRAL });
