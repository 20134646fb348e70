import { createInterface } from "node:readline"
import { Effect, Layer } from "effect"
import { type Exchange, paperExchange, sharedExecution } from "@tradetower/execution"
import { Leases, MarketTime, storeLeases } from "@tradetower/platform"
import { platformOf } from "../../infra/cloud/src/platform.ts"
import { wave } from "./wave.ts"

/**
 * Execution with paper accounts in a process of its own, as one of several on the services that its environment names: the
 * tenants are divided into `TRADETOWER_EXECUTION_SHARES`, and `TIME` (ms) is a lease's. Says `takes ITEM`, `ends ITEM` and `places ID`; `pause` on its
 * input stops it as a frozen machine does, once it has said `pauses`.
 */
const { TIME: time, TRADETOWER_EXECUTION_SHARES: shares } = process.env
const say = (line: string) => Effect.sync(() => console.log(`${Date.now()} ${line}`))

const telling = (paper: Exchange): Exchange => ({
  ...paper,
  open: (connection) =>
    Effect.map(paper.open(connection), (account) => ({
      ...account,
      place: (symbol, order, wireId) =>
        Effect.andThen(say(`places ${order.clientOrderId}`), account.place(symbol, order, wireId))
    }))
})
const tellingLeases = Layer.effect(
  Leases,
  Effect.map(Leases, (leases): Leases["Service"] => ({
    ...leases,
    share: (name, items, work) =>
      leases.share(name, items, (item, lease) =>
        Effect.andThen(say(`takes ${item}`), work(item, lease)).pipe(Effect.ensuring(say(`ends ${item}`)))
      )
  }))
).pipe(Layer.provide(storeLeases({ shareTime: Number(time) })))

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line !== "pause") return
  console.log(`${Date.now()} pauses`)
  process.kill(process.pid, "SIGSTOP")
})
await Effect.runPromise(
  sharedExecution({
    shares: Number(shares),
    exchanges: Effect.map(paperExchange(wave), (paper) => [telling(paper)])
  }).pipe(
    Effect.provide(Layer.provideMerge(tellingLeases, platformOf({ role: "execution" }))),
    Effect.provideService(MarketTime, { now: Effect.sync(() => Date.now()) })
  )
)
