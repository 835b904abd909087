import type { ServerResponse } from 'node:http';
import { RegistryError } from '@lading/core';

/** The time that the access control of an application has for each answer about a request. */
export class TimeLimit {
  #controller: AbortController | undefined;

  constructor(
    private readonly seconds: number,
    private readonly response: ServerResponse,
  ) {}

  /** Fires when the time is over or the client has left. It is created on first use, because most checks do not use it. */
  get signal(): AbortSignal {
    this.#controller ??= this.#abortOnClose();
    return this.#controller.signal;
  }

  /**
   * Waits for an answer.
   * @param who the object that answers, for the log
   * @throws RegistryError `UNAVAILABLE` when the time is over
   */
  async wait<Answer>(who: object, answer: Promise<Answer>): Promise<Answer> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        const cause = new Error(`${who.constructor.name} has not answered within ${this.seconds} s`);
        const error = new RegistryError('UNAVAILABLE', 'access control takes too long', { cause });
        this.#controller?.abort(error);
        reject(error);
      }, this.seconds * 1000);
    });
    try {
      return await Promise.race([answer, late]);
    } finally {
      clearTimeout(timer);
    }
  }

  #abortOnClose(): AbortController {
    const controller = new AbortController();
    const { response } = this;
    if (response.destroyed) controller.abort();
    response.once('close', () => {
      if (!response.writableFinished) controller.abort();
    });
    return controller;
  }
}
