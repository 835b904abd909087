import type { AccessRecord, Page, Records, RecordsRequest } from '@lading/core';
import type { EntitySchema, FindManyOptions, FindOptionsWhere } from 'typeorm';
import { MoreThan } from 'typeorm';
import { pageOf } from '../../database/page.js';
import type { RecordDatabase } from '../record-database.js';
import { isUuid } from './is-uuid.js';
import { recordOf } from './record-of.js';
import { rowId } from './row-id.js';

/** Reads the records of one kind. */
export class PostgresRecords<Record extends AccessRecord> implements Records<Record> {
  constructor(
    protected readonly database: RecordDatabase,
    protected readonly entity: EntitySchema<Record>,
    private readonly key: 'name' | 'id',
  ) {}

  async find(id: string): Promise<Record | undefined> {
    return isUuid(id) ? this.findBy({ id } as FindOptionsWhere<Record>) : undefined;
  }

  async list(request: RecordsRequest): Promise<Page<Record>> {
    const { after, limit, signal } = request;
    const order = { [this.key]: 'ASC' } as NonNullable<FindManyOptions<Record>['order']>;
    const where = after === undefined ? {} : { [this.key]: MoreThan(this.key === 'id' ? rowId(after) : after) };
    const options = { where: where as FindOptionsWhere<Record>, order, take: limit + 1 };
    return pageOf(await this.select(options, signal), { limit });
  }

  protected async findBy(where: FindOptionsWhere<Record>): Promise<Record | undefined> {
    const [found] = await this.select({ where, take: 1 });
    return found;
  }

  protected async select(options: FindManyOptions<Record>, signal?: AbortSignal | undefined): Promise<Record[]> {
    const found = await this.database.read((manager) => manager.find(this.entity, options), signal);
    return found.map(recordOf);
  }
}

/** Records that have a name. */
export class PostgresNamedRecords<
  Record extends AccessRecord & { readonly name: string },
> extends PostgresRecords<Record> {
  constructor(database: RecordDatabase, entity: EntitySchema<Record>) {
    super(database, entity, 'name');
  }

  findByName(name: string): Promise<Record | undefined> {
    return this.findBy({ name } as FindOptionsWhere<Record>);
  }
}
