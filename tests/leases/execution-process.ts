import { createInterface } from "node:readline"
import { Effect, Layer } from "effect"
import { type Exchange, sharedExecution } from "@tradetower/execution"
import { Leases, MarketTime, storeLeases } from "@tradetower/platform"
import { remoteExchange } from "../standins/exchange/adapter.ts"
import { sharedPlatform } from "./shared-platform.ts"

/**
 * Execution in a process of its own, beside others on one store: `EXCHANGE` is where it trades, `WORLD` the folder, `TIME`
 * the lease's, ms. Says `holds` when its turn has come, `has an account` when that is its own, and `places ID` as an order goes out; `pause` on its input stops
 * it as a frozen machine does.
 */
const { EXCHANGE: url, TIME: time, WORLD: folder } = process.env
if (url === undefined || folder === undefined || time === undefined) throw new Error("say EXCHANGE, WORLD and TIME")
const say = (line: string) => Effect.sync(() => console.log(line))

const remote = remoteExchange(url)
const telling: Exchange = {
  ...remote,
  open: (connection) =>
    Effect.map(remote.open(connection), (account) => ({
      ...account,
      place: (symbol, order, wireId) =>
        Effect.andThen(say(`places ${order.clientOrderId}`), account.place(symbol, order, wireId))
    }))
}
const tellingLeases = Layer.effect(
  Leases,
  Effect.map(Leases, (leases): Leases["Service"] => ({
    acquire: (name) => Effect.tap(leases.acquire(name), () => say("has an account")),
    share: (name, items, work) =>
      leases.share(name, items, (item, lease) => Effect.andThen(say("holds"), work(item, lease)))
  }))
).pipe(Layer.provide(storeLeases({ time: Number(time) })))

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line === "pause") process.kill(process.pid, "SIGSTOP")
})
await Effect.runPromise(
  sharedExecution({ exchanges: Effect.succeed([telling]) }).pipe(
    Effect.provide(Layer.provideMerge(tellingLeases, sharedPlatform(folder))),
    Effect.provideService(MarketTime, { now: Effect.sync(() => Date.now()) })
  )
)
