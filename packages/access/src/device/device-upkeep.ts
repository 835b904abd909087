import type { DeviceRequests, Task } from '@lading/core';

/** How long a device can still learn that its request has expired. */
const keepSeconds = 15 * 60;

/** Deletes requests of devices that have expired. */
export function deviceUpkeep(requests: Pick<DeviceRequests, 'maintain'>): Task {
  return {
    name: 'device-requests',
    everySeconds: 5 * 60,
    isShared: true,
    run: () => requests.maintain(keepSeconds),
  };
}
