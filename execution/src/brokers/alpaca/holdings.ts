import { Clock, Effect, Option, Schema } from "effect"
import type { Instrument } from "@tradetower/domain/market"
import { compare, type Decimal, larger, minus, smaller, zero } from "@tradetower/domain/number"
import type { BrokerStanding } from "@tradetower/domain/risk"
import type { AccountPosition, Balance, ExchangeUnavailable } from "../../exchange.ts"
import { type AccountFees, feeTiersOf } from "@tradetower/domain/terms"
import { asksForFewer } from "../../in-turn.ts"
import { RequestWindow } from "../../wire/request-window.ts"
import { closeOnly } from "./account-status.ts"
import { PassedOver } from "../passed-over.ts"
import { AccountAnswer, AssetAnswer, PositionAnswer, PositionName } from "./answers.ts"
import { instrumentOf } from "./instruments.ts"
import { type Rest, there, unreadable } from "./rest.ts"
import { takerRate } from "./trades.ts"

const Positions = Schema.Array(Schema.Unknown)
const readPosition = Schema.decodeUnknownOption(PositionAnswer)
const readName = Schema.decodeUnknownOption(PositionName)
/** A pair is written with its stroke or without. */
const bare = (symbol: string): string => symbol.replace(/[^A-Z0-9]/g, "")

/** Kinds of what is not traded here, and all that are known: one of another may be of what is. */
const ELSEWHERE = ["us_option", "ipo", "crypto_perp"]
const KNOWN = ["us_equity", "crypto", ...ELSEWHERE]

/** How often what an account holds is asked for at the most: what is left of its requests is for orders. */
const LOOKS = { requests: 10, within: 20_000, kept: 0 }
/** What nothing is known to have changed is as good as new for so long, ms. */
const FRESH = 5_000

/** What an account holds, as last asked. */
interface Held {
  readonly account: AccountAnswer
  readonly positions: ReadonlyArray<{ readonly instrument: Instrument; readonly answer: PositionAnswer }>
  /** What else is there and can't be read: of one without a name it is not known. */
  readonly odd: ReadonlyArray<string | undefined>
}

export type Holdings = ReturnType<typeof holdingsOf>

/**
 * What an account holds and may do. `followed`: what is traded here, which is told of also where nothing of it is held:
 * Alpaca lists every position there is.
 */
export const holdingsOf = (rest: Rest, followed: () => Iterable<Instrument>) => {
  const looks = new RequestWindow(LOOKS)
  const assets = new Map<string, Instrument>()
  const passedOver = new PassedOver("Alpaca")
  let held: { readonly value: Held; readonly at: number } | undefined
  let stale = true
  let tier: string | null | undefined

  /** Positions write a pair without its stroke: its own record says what it is. */
  const instrumentIn = Effect.fnUntraced(function* ({ asset_class, asset_id, symbol }: PositionAnswer) {
    const known = assets.get(asset_id) ?? (asset_class === "us_equity" ? instrumentOf(symbol, asset_class) : undefined)
    if (known !== undefined) return Option.some(known)
    if (asset_class !== "crypto") return Option.none()
    const asset = yield* there(rest.get(`/v2/assets/${encodeURIComponent(asset_id)}`, AssetAnswer))
    const instrument = asset.class === "crypto" ? instrumentOf(asset.symbol, asset.class) : undefined
    if (instrument === undefined) return yield* unreadable
    assets.set(asset_id, instrument)
    return Option.some(instrument)
  })

  /** `old`: whether what was true before the last change will do, where it can't be asked again yet. */
  const look = Effect.fn("Alpaca.holdings")(function* (old: boolean): Effect.fn.Return<Held, ExchangeUnavailable> {
    const now = yield* Clock.currentTimeMillis
    if (held !== undefined && !stale && now - held.at < FRESH) return held.value
    const wait = looks.turn(now, 0)
    if (wait > 0 && held !== undefined) return old || !stale ? held.value : yield* asksForFewer("Alpaca", wait)
    stale = false
    const answered = yield* Effect.all(
      [there(rest.get("/v2/account", AccountAnswer)), there(rest.get("/v2/positions", Positions))],
      { concurrency: 2 }
    ).pipe(Effect.tapError(() => Effect.sync(() => (stale = true))))
    const [account, rows] = answered
    const positions: Array<Held["positions"][number]> = []
    const odd: Array<string | undefined> = []
    for (const row of rows) {
      const read = readPosition(row)
      if (Option.isSome(read)) {
        const answer = read.value
        // Its own record may be what can't be read.
        const instrument = yield* instrumentIn(answer).pipe(
          Effect.catchIf(
            (error) => error === unreadable,
            () => Effect.sync(() => (odd.push(answer.symbol), Option.none<Instrument>()))
          )
        )
        if (Option.isSome(instrument)) positions.push({ instrument: instrument.value, answer })
        else if (!KNOWN.includes(answer.asset_class)) odd.push(answer.symbol)
        continue
      }
      const name = Option.getOrUndefined(readName(row))
      if (!ELSEWHERE.includes(name?.asset_class ?? "")) odd.push(name?.symbol)
    }
    tier = account.crypto_tier
    const value = { account, positions, odd }
    held = { value, at: now }
    return value
  })

  /** What is held, unless what can't be read may be what is traded here. */
  const readable = Effect.fnUntraced(function* () {
    // What is bought and sold by it is not decided by what was.
    const { odd, ...all } = yield* look(false)
    const ours = new Set([...followed()].map(({ symbol }) => bare(symbol)))
    for (const symbol of odd) {
      if (symbol === undefined || ours.has(bare(symbol))) return yield* unreadable
      yield* passedOver.tell(`position ${symbol}`)
    }
    return all
  })

  const balances = Effect.map(readable(), ({ account, positions }): ReadonlyArray<Balance> => {
    const { buying_power, cash, effective_buying_power, non_marginable_buying_power } = account
    // On margin more could be had: only what is there is spent.
    const may = [effective_buying_power ?? buying_power, non_marginable_buying_power].reduce<Decimal>(
      (least, one) => (typeof one === "string" ? smaller(least, one) : least),
      cash
    )
    return [
      { asset: account.currency ?? "USD", total: cash, available: larger(may, zero) },
      ...positions
        .filter(({ answer }) => compare(answer.qty, zero) > 0)
        .map(({ answer: { qty, qty_available }, instrument }) => ({
          asset: instrument.base,
          total: qty,
          available: qty_available ?? qty
        }))
    ]
  })

  const positions = Effect.map(readable(), ({ positions: all }): ReadonlyArray<AccountPosition> => {
    const told = new Map<string, AccountPosition>()
    for (const { symbol } of followed()) told.set(symbol, { symbol, long: zero, short: zero })
    for (const { answer, instrument } of all) {
      const { symbol } = instrument
      const isLong = compare(answer.qty, zero) > 0
      told.set(symbol, {
        symbol,
        long: isLong ? answer.qty : zero,
        short: isLong ? zero : minus(zero, answer.qty)
      })
    }
    return [...told.values()]
  })

  const standing = Effect.map(look(true), ({ account }): BrokerStanding => {
    const only = closeOnly(account)
    const { effective_buying_power, equity } = account
    return {
      ...(typeof equity === "string" && { equity }),
      ...(typeof effective_buying_power === "string" && { intradayBuyingPower: effective_buying_power }),
      ...(only !== undefined && { closeOnly: only })
    }
  })

  /** What coins cost, by the account's tier. */
  const fees = Effect.map(look(true), ({ account }): ReadonlyArray<AccountFees> => {
    const number = Number(account.crypto_tier ?? "0")
    const found = feeTiersOf("alpaca", { assetClass: "CRYPTO", kind: "SPOT" })[number - 1]
    if (found === undefined) return []
    const { makerRate, takerRate: rate } = found
    return [{ of: "CRYPTO", makerRate, takerRate: rate, tier: number }]
  })

  return {
    balances,
    positions,
    standing,
    fees,
    /** Something changed: what is asked next is asked anew. */
    changed: () => void (stale = true),
    /** What a trade in coins costs now. */
    rate: () => takerRate(tier),
    /** How much of a stock may be sold now without a short sale. */
    sellable: (symbol: string) =>
      Effect.map(
        rest.get(`/v2/positions/${encodeURIComponent(symbol)}`, PositionAnswer, "URGENT"),
        Option.match({
          onNone: () => zero,
          onSome: ({ qty, qty_available }) => larger(qty_available ?? qty, zero)
        })
      )
  }
}
