import { setTimeout as sleep } from "node:timers/promises"
import { startGrids, stopAll } from "../kill-switch/alpaca-grids.ts"
import type { AccountOptions } from "../standins/alpaca/alpaca-book.ts"
import { startAlpaca } from "../standins/alpaca/start.ts"
import { signIn } from "../system/trader.ts"
import { startAt } from "../system/with-alpaca.ts"
import { atMost } from "./figure.ts"
import { report } from "./report.ts"

/*
 * At what plays Alpaca, at the pace of a real key: from the switch to the last of ten grids of fifteen orders each, of which
 * half hold positions. They rest for a minute, as they usually will have by then: the 200 requests of a minute are enough
 * for all cancels and closes, so nothing of it need wait for the next.
 */
const [FLAT, HOLDING, LEVELS] = [5, 5, 15]
const MINUTE = 60_000

const account: AccountOptions = { key: "PK-1", secret: "s", number: "PA1", environment: "paper", cash: "1000000" }
const coins = (from: number, count: number) => Array.from({ length: count }, (_, index) => `C${from + index}`)
const [flat, holding] = [coins(0, FLAT), coins(FLAT, HOLDING)]

const alpaca = await startAlpaca({ seed: 1, "tick-millis": 1_000_000, coins: FLAT + HOLDING })
await alpaca.add(account)
const system = await startAt(alpaca.url)
const all = [...flat, ...holding]
let next = 0
const trading = setInterval(() => void alpaca.trade(`${all[next++ % all.length]}/USD`, "100"), 20)
const ended = new Set(["filled", "canceled", "expired"])
const resting = async () =>
  ((await alpaca.book())[account.key]?.orders ?? []).filter(({ status }) => !ended.has(status))
const count = await startGrids(await signIn(system.origin, "ada"), { account, flat, holding, levels: LEVELS, resting })
await sleep(MINUTE)
const { receipt } = await stopAll(await signIn(system.origin, "ada"))
const left = (await resting()).length
clearInterval(trading)
await system.stop()
await alpaca.stop()
const seconds = ((receipt.completedAt ?? Infinity) - receipt.haltedAt) / 1_000
report([
  atMost(
    `Alpaca: kill switch, ${count} resting orders`,
    seconds,
    5,
    "s",
    `${receipt.positionsClosed} positions closed, ${left} orders left, 200 requests a minute`
  )
])
