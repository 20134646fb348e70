import { draw, type Random } from "@tradetower/domain/market"
import { dca, gridAround, startBot } from "../system/bots.ts"
import type { ExchangeProcess } from "./exchange-process.ts"
import { type Trader, until } from "../system/trader.ts"

interface Bot {
  readonly id: string
  readonly name: string
  readonly run?: {
    readonly live: boolean
    readonly summary: { readonly state: string; readonly fills: number; readonly openOrders: number }
  }
}
interface Exchange {
  readonly markets: ReadonlyArray<{ readonly symbol: string; readonly lastPrice?: string }>
}

export const tenants = ["ada", "ben"] as const

/** Lets a tenant in, wherever the system is asked just now. */
export type Enter = (tenant: string) => Promise<Trader>

/** Starts so many grids and averaging bots on every market for every tenant. */
export const startBots = async (
  enter: Enter,
  each = 1,
  {
    botFor = () => undefined,
    connectionOf = async () => "paper",
    step = 0.4
  }: Pick<ExchangeProcess, "botFor" | "connectionOf" | "step"> = {}
): Promise<void> => {
  for (const tenant of tenants) {
    const trader = await enter(tenant)
    const connection = await connectionOf(trader)
    const [exchange] = await until(
      "prices",
      () => trader.get<ReadonlyArray<Exchange>>("/api/v1/exchanges"),
      ([first]) =>
        first !== undefined &&
        first.markets.length > 0 &&
        first.markets.every(({ lastPrice }) => lastPrice !== undefined)
    )
    for (const { symbol, lastPrice } of exchange?.markets ?? []) {
      const own = botFor(symbol, Number(lastPrice))
      if (own !== undefined) {
        await startBot(trader, `Own ${symbol}`, own, symbol, connection)
        continue
      }
      for (let nth = 1; nth <= each; nth++) {
        await startBot(
          trader,
          `Grid ${symbol} ${nth}`,
          gridAround(Number(lastPrice), 5_000 / each, step),
          symbol,
          connection
        )
        const averaging = { ...dca(3_000 / each), takeProfitPercent: (0.5 + step).toFixed(1) }
        await startBot(trader, `DCA ${symbol} ${nth}`, averaging, symbol, connection)
      }
    }
  }
}

export const botsOf = (trader: Trader): Promise<ReadonlyArray<Bot>> => trader.get("/api/v1/bots")

/** One thing a trader might do just now, by chance; what it meets (a conflict, a dying system) is part of the game. */
export const meddle = async (enter: Enter, dice: Random): Promise<string> => {
  const pick = <A>(from: ReadonlyArray<A>): A | undefined => from[draw(dice) % Math.max(1, from.length)]
  const tenant = pick(tenants) ?? "ada"
  const act = draw(dice) % 8
  const which = draw(dice)
  try {
    const trader = await enter(tenant)
    const bots = await botsOf(trader)
    const bot = bots[which % Math.max(1, bots.length)]
    if (bot === undefined) return "nothing"
    const path = `/api/v1/bots/${bot.id}`
    const [what, body] =
      bot.run?.live !== true
        ? ["start", undefined]
        : bot.run.summary.state === "PAUSED"
          ? ["resume", undefined]
          : act === 0
            ? ["pause", undefined]
            : act === 1
              ? ["stop", { closure: "CLOSE_POSITIONS" }]
              : act === 2
                ? ["funds", { amount: "500" }]
                : act === 3
                  ? ["funds/take", { amount: "300" }]
                  : [undefined, undefined]
    if (what === undefined) return "nothing"
    const { status } = await trader.ask("POST", `${path}/${what}`, body)
    return `${what} ${bot.name} (${status})`
  } catch {
    return "cut off"
  }
}

/**
 * Names the live bots that fill nothing within half a minute and have nothing resting either. One whose orders rest waits
 * for its price: should they fill without its noticing, the books no longer agree, which is compared. Where nobody
 * fills anything at all, everyone is named.
 */
export const stuckBots = async (enter: Enter): Promise<ReadonlyArray<string>> => {
  const stuck: Array<string> = []
  for (const tenant of tenants) {
    const trader = await enter(tenant)
    const before = new Map((await botsOf(trader)).map((bot) => [bot.id, bot.run?.summary.fills ?? 0]))
    const trading = (bots: ReadonlyArray<Bot>) =>
      bots.filter((bot) => bot.run?.live === true && bot.run.summary.state !== "PAUSED")
    const idle = (bots: ReadonlyArray<Bot>) =>
      trading(bots).filter((bot) => (bot.run?.summary.fills ?? 0) <= (before.get(bot.id) ?? 0))
    const last = { bots: [] as ReadonlyArray<Bot> }
    await until(
      "every bot trades on",
      async () => (last.bots = await botsOf(trader)),
      (bots) => idle(bots).length === 0,
      30_000
    ).catch(() => {
      const still = idle(last.bots)
      const nobody = still.length === trading(last.bots).length
      const named = nobody ? still : still.filter((bot) => bot.run?.summary.openOrders === 0)
      stuck.push(...named.map((bot) => `${tenant}: ${bot.name} (${bot.run?.summary.state})`))
    })
  }
  return stuck
}

/** Everybody's kill switch; answers who could not be stopped. */
export const stopEverything = async (enter: Enter): Promise<ReadonlyArray<string>> => {
  const left: Array<string> = []
  for (const tenant of tenants) {
    const trader = await enter(tenant)
    await trader.post("/api/v1/kill-switch")
    await until(
      "everything is stopped",
      () => botsOf(trader),
      (bots) => bots.every((bot) => bot.run?.live !== true)
    ).catch((error: unknown) => left.push(`${tenant}: the kill switch: ${String(error)}`))
  }
  return left
}
