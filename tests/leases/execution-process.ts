import { createInterface } from "node:readline"
import { Effect, Layer } from "effect"
import { type Exchange, executionInTurn } from "@tradetower/execution"
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
      place: (symbol, order) => Effect.andThen(say(`places ${order.clientOrderId}`), account.place(symbol, order))
    }))
}
const tellingLeases = Layer.effect(
  Leases,
  Effect.map(Leases, ({ acquire }) => ({
    acquire: (name: string) =>
      Effect.tap(acquire(name), () => (name === "execution" ? say("holds") : say("has an account")))
  }))
).pipe(Layer.provide(storeLeases({ time: Number(time) })))

createInterface({ input: process.stdin }).on("line", (line) => {
  if (line === "pause") process.kill(process.pid, "SIGSTOP")
})
await Effect.runPromise(
  executionInTurn({ exchanges: [telling] }).pipe(
    Effect.provide(Layer.provideMerge(tellingLeases, sharedPlatform(folder))),
    Effect.provideService(MarketTime, { now: Effect.sync(() => Date.now()) })
  )
)
