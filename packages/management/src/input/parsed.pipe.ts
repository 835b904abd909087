import { parseInput } from '@lading/access';
import type { PipeTransform } from '@nestjs/common';
import type { z } from 'zod';
import { Problem } from '../problem/problem.js';

/** Reads a body or a query by its schema; an unknown member is an error that names it. */
export class Parsed implements PipeTransform {
  constructor(private readonly schema: z.ZodType) {}

  transform(value: unknown): unknown {
    return parseInput(this.schema, value === undefined ? {} : value);
  }
}

/** Reads a parameter of the path. A malformed path is not found. */
export class Named implements PipeTransform {
  constructor(
    private readonly schema: z.ZodType,
    private readonly what: string,
  ) {}

  transform(value: unknown): unknown {
    const { success, data } = this.schema.safeParse(value);
    if (!success) throw new Problem('NOT_FOUND', `there is no such ${this.what}`);
    return data;
  }
}
