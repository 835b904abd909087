import type { EngineLog, LogValues } from '@lading/engine';
import { Logger } from '@nestjs/common';

/** Logs what the engine says as Nest does. */
export class NestLog implements EngineLog {
  private readonly logger = new Logger('Engine');

  info(message: string): void {
    this.logger.log(message);
  }

  warn(message: string): void {
    this.logger.warn(message);
  }

  error(message: string, { error }: LogValues = {}): void {
    this.logger.error(message, error instanceof Error ? error.stack : undefined);
  }
}
