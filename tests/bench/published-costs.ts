/**
 * What requests cost, in request units (RU) and operations, and from where that is known. Nothing else in the repository
 * holds such a figure.
 *
 * | what                        | figure                        | from                                                                  |
 * | --------------------------- | ----------------------------- | --------------------------------------------------------------------- |
 * | point read                  | 1 RU at 1 KB, 10 RU at 100 KB | learn.microsoft.com/azure/cosmos-db/optimize-cost-reads-writes         |
 * | insert, what is unindexed   | 5.5 RU at 1 KB                | the same page                                                         |
 * | insert, by size             | 10 times that at 100 KB       | the same page's earlier table (5 RU at 1 KB, 50 RU at 100 KB)          |
 * | replacing what is there     | twice an insert               | the same page                                                         |
 * | deleting                    | as an insert                  | taken: none is published                                              |
 * | a page of a query           | 3 RU, and what it reads       | taken: none is published, 2.3 to 3 RU is what small ones are charged   |
 * | asking a change feed        | 1 RU, and what it reads       | taken: none is published                                              |
 * | a read or query, Strong     | twice as much                 | learn.microsoft.com/azure/cosmos-db/consistency-levels                |
 * | a message                   | sent 1, received 1, settled 1 | azure.microsoft.com/pricing/details/service-bus: an operation a call   |
 * | a receiver that waits       | 1 a minute                    | its link is renewed when the service's wait of a minute is over        |
 */
const KB = 1_024

/** From `first` at 1 KB on, ten times that at 100 KB. */
const bySize = (first: number, bytes: number): number => first * (1 + (9 / 99) * Math.max(0, bytes / KB - 1))

/** Two replicas are asked where the answer must be the newest (STORE-25). */
const STRONG = 2

export const requestUnits = {
  read: (bytes: number): number => STRONG * bySize(1, bytes),
  insert: (bytes: number): number => bySize(5.5, bytes),
  replace: (bytes: number): number => 2 * bySize(5.5, bytes),
  remove: 5.5,
  query: (bytes: number): number => STRONG * (3 + bySize(1, bytes)),
  feed: (bytes: number): number => bySize(1, bytes)
}

export const operations = { sent: 1, delivered: 2, waitsAMinute: 1 }
/** Receivers that wait for a session beside those that have one. */
export const SPARE_RECEIVERS = 4
