import { Effect } from "effect"
import type { Connection } from "@tradetower/domain/connection"
import type { Exchange } from "../exchange.ts"

/** An exchange that notes in `happened` whenever an account is opened or closed, by the name a test gives it. */
export const openedAndClosed = (
  exchange: Exchange,
  happened: Array<string>,
  nameOf: (connection: Connection) => string | undefined
): Exchange => ({
  ...exchange,
  open: (one) =>
    Effect.acquireRelease(
      Effect.tap(exchange.open(one), () => Effect.sync(() => happened.push(`opened ${nameOf(one)}`))),
      () => Effect.sync(() => happened.push(`closed ${nameOf(one)}`))
    )
})
