import type { DatabaseSync, StatementSync } from "node:sqlite"

/** A statement that is prepared when it is first run: a start waits for none of the hundreds that may never be. */
export type Statement = () => StatementSync

export const statement = (db: DatabaseSync, sql: string): Statement => {
  let prepared: StatementSync | undefined
  return () => (prepared ??= db.prepare(sql))
}
