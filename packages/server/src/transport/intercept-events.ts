import type { EventEmitter } from 'node:events';

/** Sees the values of an event before its listeners. Returns the values for them, or `undefined` if they get none. */
export type Interceptor = (values: readonly unknown[]) => readonly unknown[] | undefined;

/**
 * Puts interceptors before the listeners of events. It overrides `emit`: a listener cannot replace the values for other
 * listeners, and a listener for `upgrade` changes how Node handles the request.
 */
export function interceptEvents(emitter: EventEmitter, interceptors: ReadonlyMap<string, Interceptor>): void {
  const emit: (event: string, ...values: unknown[]) => boolean = emitter.emit.bind(emitter);
  emitter.emit = (event: string, ...values: unknown[]) => {
    const interceptor = interceptors.get(event);
    if (interceptor === undefined) return emit(event, ...values);
    const passed = interceptor(values);
    return passed === undefined || emit(event, ...passed);
  };
}
