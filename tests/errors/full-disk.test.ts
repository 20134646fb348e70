import { paperConnection } from "@tradetower/domain/connection"
import { ClientOrderId, TenantId } from "@tradetower/domain/ids"
import { marketOf } from "@tradetower/domain/market"
import type { Exchange, ExchangeAccount } from "@tradetower/execution"
import { SmallDisk } from "@tradetower/platform/embedded"
import { Effect, Option } from "effect"
import { expect, it } from "vitest"
import { audit, type ExchangeBook, type OurRecords } from "../chaos/audit.ts"
import { backlog } from "../system/backlog.ts"
import { gridAround, makeBot, startBot } from "../system/bots.ts"
import { type InProcess, startOn } from "../system/in-process.ts"
import { bitcoin, pair, simulated } from "../system/instruments.ts"
import { manualMarket } from "../system/manual-market.ts"
import { onOffer } from "../system/on-offer.ts"
import { signIn, type Trader, until } from "../system/trader.ts"

const PRICE = 60_000
const BOTS = 3
const instrument = pair(bitcoin, { maxOpenOrders: 2_000 })
const market = marketOf(instrument)
const grid = gridAround(PRICE, 5_000)

interface Bots {
  readonly run?: { readonly live: boolean; readonly summary: { readonly state: string; readonly openOrders: number } }
}
interface Switch {
  readonly receipt?: { readonly completedAt?: number; readonly positionsClosed: number }
}

/** The whole system on a small disk, with bots of two tenants; each price is a call. */
const trading = async (disk: SmallDisk) => {
  const source = manualMarket([instrument])
  let book: Exchange | undefined
  const system = await startOn(source, { disk, seen: (exchange) => (book = exchange) })
  let price = PRICE
  const trade = (to = price) => {
    price = to
    source.trade(bitcoin, to.toFixed(2), Date.now())
  }
  const ticking = setInterval(trade, 100)
  const [ada, ben] = [await signIn(system.url, "ada"), await signIn(system.url, "ben")]
  await onOffer(ada)
  for (const trader of [ada, ben]) for (let bot = 0; bot < BOTS; bot++) await startBot(trader, `Grid ${bot}`, grid)
  const account = (tenant: string): Promise<ExchangeAccount> =>
    book === undefined
      ? Promise.reject(new Error("no exchange"))
      : Effect.runPromise(Effect.scoped(book.open(paperConnection(TenantId.make(tenant), simulated))))
  const resting = async (tenant: string) => (await Effect.runPromise((await account(tenant)).openOrders)).length
  for (const tenant of ["ada", "ben"])
    await until(
      "all orders rest",
      () => resting(tenant),
      (count) => count >= BOTS * 10
    )
  const stop = () => {
    clearInterval(ticking)
    return system.stop()
  }
  return { system, ada, ben, trade, account, resting, stop }
}

/** Makes bots until the disk takes no more; answers what was said then. */
const fillUp = async (disk: SmallDisk, trader: Trader) => {
  disk.fill()
  for (let tries = 0; tries < 5_000; tries++) {
    const answer = await trader.ask("POST", "/api/v1/bots", {
      name: `Filler ${tries}`,
      connection: "paper",
      symbol: bitcoin,
      settings: grid
    })
    if (answer.status !== 201) return answer
  }
  throw new Error("the disk never got full")
}

const live = async (trader: Trader) =>
  (await trader.get<ReadonlyArray<Bots>>("/api/v1/bots")).filter(({ run }) => run?.live === true)

it("a kill switch on a full disk stops, cancels and closes everything of its tenant, and all goes on once there is room", async () => {
  const disk = new SmallDisk()
  const { ada, ben, resting, stop } = await trading(disk)
  try {
    const refused = await fillUp(disk, ben)
    expect(refused.status).toBe(503)
    expect(refused.body).toMatchObject({ detail: expect.stringContaining("The disk is full") as string })
    expect(await live(ada)).toHaveLength(BOTS)

    expect((await ada.ask("POST", "/api/v1/kill-switch")).status).toBe(202)
    const { receipt } = await until(
      "everything of hers is over",
      () => ada.get<Switch>("/api/v1/kill-switch"),
      (found) => found.receipt?.completedAt !== undefined
    )
    expect(receipt?.positionsClosed).toBe(BOTS)
    expect(await resting("ada")).toBe(0)
    expect(await live(ada)).toEqual([])
    // Of nobody else anything is written, and nothing is lost.
    expect(await resting("ben")).toBe(BOTS * 10)
    expect(await live(ben)).toHaveLength(BOTS)
    expect(disk.freed).toBeLessThanOrEqual(1)
    expect((await fillUp(disk, ben)).status).toBe(503)

    disk.empty()
    await until(
      "others write again",
      () =>
        makeBot(ben, "Again", grid).then(
          () => true,
          () => false
        ),
      (made) => made
    )
  } finally {
    await stop()
  }
})

/** What the paper exchange's own book says of a tenant. */
const bookOf = async (account: ExchangeAccount, records: OurRecords): Promise<ExchangeBook> => {
  const { fills } = await Effect.runPromise(account.fills(undefined))
  const open = await Effect.runPromise(account.openOrders)
  const balances = await Effect.runPromise(account.balances)
  const known = records.Orders as ReadonlyArray<{ readonly id: string }>
  const ids = new Set([
    ...known.map(({ id }) => id),
    ...open.flatMap(({ clientOrderId = [] }) => clientOrderId),
    ...fills.map(({ report }) => report.clientOrderId)
  ])
  const found = await Effect.runPromise(
    Effect.forEach(ids, (id) =>
      account.find({ symbol: instrument.symbol, clientOrderId: ClientOrderId.make(id), sentAt: 0 })
    )
  )
  return {
    opening: { USD: "100000" },
    totals: Object.fromEntries(balances.map(({ asset, total }) => [asset, total])),
    orders: found.filter(Option.isSome).map(({ value }) => ({
      clientOrderId: value.clientOrderId,
      status: value.status,
      filledQuantity: market.quantityText(value.filledQuantity)
    })),
    fills: fills.flatMap(({ report }) =>
      report._tag === "OrderFilled" ? [{ tradeId: report.tradeId, clientOrderId: report.clientOrderId }] : []
    )
  }
}

const differences = async (system: InProcess, trader: Trader, account: ExchangeAccount) => {
  const records = await trader.get<OurRecords>("/api/v1/me/export")
  return audit(trader.tenant, records, await bookOf(account, records))
}

it("over a disk that fills, gets room and fills again no order or trade is lost or doubled, and every ledger is exact", async () => {
  const disk = new SmallDisk()
  const { account, ada, ben, stop, system, trade } = await trading(disk)
  try {
    const prices = [59_650, 60_350, 59_000, 60_700, 59_300, 60_000, 58_700, 61_200, 60_000]
    let trades = 0
    for (let round = 0; round < 3; round++) {
      for (const price of prices) {
        trade(price + round * 10)
        if (price === 59_000) {
          const refused = await fillUp(disk, round % 2 === 0 ? ben : ada)
          expect(refused.status).toBe(503)
        }
      }
      // With the disk full, reading shows what was so; what happens meanwhile waits.
      for (const trader of [ada, ben]) await trader.get("/api/v1/bots")
      disk.empty()
      await until(
        "all that waited is carried out",
        () => system.run(backlog),
        (count) => count === 0
      )
      for (const trader of [ada, ben])
        await until(
          `the records of ${trader.tenant} are those of the exchange`,
          async () => differences(system, trader, await account(trader.tenant)),
          (wrong) => wrong.length === 0
        )
      const { fills } = await Effect.runPromise((await account("ada")).fills(undefined))
      expect(fills.length).toBeGreaterThan(trades)
      trades = fills.length
    }
    for (const trader of [ada, ben]) expect(await live(trader)).toHaveLength(BOTS)
  } finally {
    await stop()
  }
})
