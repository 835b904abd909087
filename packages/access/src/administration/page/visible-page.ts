import type { AccessRecord, Page, Records, RecordsRequest } from '@lading/core';

/** A page of the visible records. It reads further pages of the store until it is full. */
export async function visiblePage<Record extends AccessRecord>(
  records: Records<Record>,
  request: RecordsRequest,
  { isVisible, keyOf }: { isVisible: (record: Record) => boolean; keyOf: (record: Record) => string },
): Promise<Page<Record>> {
  const visible: Record[] = [];
  let { after } = request;
  for (let more = true; more; ) {
    const page = await records.list({ ...request, after });
    for (const [at, record] of page.items.entries()) {
      if (isVisible(record)) visible.push(record);
      if (visible.length === request.limit)
        return { items: visible, hasMore: page.hasMore || at < page.items.length - 1 };
    }
    const last = page.items.at(-1);
    after = last === undefined ? after : keyOf(last);
    more = page.hasMore && last !== undefined;
  }
  return { items: visible, hasMore: false };
}
