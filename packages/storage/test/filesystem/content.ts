import { randomBytes } from 'node:crypto';
import { digestOf } from '@lading/core';

export const bytes = randomBytes(2_500_000);
export const digest = digestOf(bytes);
export const [firstHalf, secondHalf] = [bytes.subarray(0, 1_200_000), bytes.subarray(1_200_000)];
