import { netOf } from "@tradetower/domain/ledger"
import { compare, isZero, minus, plus } from "@tradetower/domain/number"
import type { LedgerEntryRecord } from "@tradetower/platform"
import type { LedgerFormat } from "../../../contract/index.ts"

/** An entry, and what its bot and its connection are called. */
export interface Row {
  readonly record: LedgerEntryRecord
  readonly bot: string
  readonly connection: string
}

type Fields = ReadonlyArray<string | undefined>

/** What a row is in a format; a row that a tax program has no use for is none. */
interface Format {
  readonly columns: ReadonlyArray<string>
  readonly rows: (row: Row) => ReadonlyArray<Fields>
}

interface Amount {
  readonly amount: string
  readonly asset: string
}

/** What an entry moved on the account: what went, what came, and what was charged beside. */
interface Flow {
  readonly kind: "TRADE" | "RESULT" | "FEE"
  readonly sent?: Amount
  readonly received?: Amount
  readonly fee?: Amount
}

const isNegative = (amount: string): boolean => compare(amount, "0") < 0
const negated = (amount: string): string => minus("0", amount)

/** With its fee in the amounts: more was sent, or less received. */
const withFee = (flow: Flow): Flow => {
  const { fee, received, sent } = flow
  if (fee === undefined) return flow
  if (received?.asset === fee.asset)
    return { ...flow, received: { ...received, amount: minus(received.amount, fee.amount) } }
  return sent === undefined ? flow : { ...flow, sent: { ...sent, amount: plus(sent.amount, fee.amount) } }
}

/** A fee that was given back with its trade is no fee: less was sent, or more received. */
const refunded = (flow: Flow): Flow => {
  if (flow.fee === undefined || !isNegative(flow.fee.amount)) return flow
  const { fee: _, ...without } = withFee(flow)
  return without
}

/** One amount that came, or that went where it is below zero. */
const oneWay = (kind: Flow["kind"], { amount, asset }: Amount): Flow =>
  isNegative(amount) ? { kind, sent: { amount: negated(amount), asset } } : { kind, received: { amount, asset } }

/** What an entry is to a tax program. What was put into a bot, or taken out, stayed on the account: nothing. */
const flowOf = ({ base, entry, futures, quote }: LedgerEntryRecord): Flow | undefined => {
  const { deal, kind, profit } = entry
  const charged = entry.fee && { amount: entry.fee.amount, asset: entry.fee.of === "BASE" ? base : quote }
  const fee = charged === undefined || isZero(charged.amount) ? {} : { fee: charged }
  if (kind === "FUNDS") return undefined
  if (kind === "FUNDING") return oneWay("RESULT", { amount: negated(entry.funding), asset: quote })
  if (deal === undefined) return charged && oneWay("FEE", { amount: negated(charged.amount), asset: charged.asset })
  // A contract changes no coins: what counts is what its closing realised.
  if (futures) {
    if (!isZero(profit)) return refunded({ ...oneWay("RESULT", { amount: profit, asset: quote }), ...fee })
    return charged && oneWay("FEE", { amount: negated(charged.amount), asset: charged.asset })
  }
  const coins = { amount: deal.quantity, asset: base }
  const money = { amount: deal.amount, asset: quote }
  return refunded({
    kind: "TRADE",
    ...(deal.side === "BUY" ? { sent: money, received: coins } : { sent: coins, received: money }),
    ...fee
  })
}

/** `2026-11-30 14:02:11`, UTC. */
const second = (at: number): string => new Date(at).toISOString().slice(0, 19).replace("T", " ")

const wordOf: Readonly<Record<LedgerEntryRecord["entry"]["kind"], string>> = {
  TRADE: "Trade",
  VOID: "Trade taken back by the exchange",
  LIQUIDATION: "Liquidation",
  FEE: "Fee charged later",
  FUNDING: "Funding",
  FUNDS: "Put in or taken out"
}
const described = ({ bot, record }: Row): string => `${bot}, ${record.symbol}: ${wordOf[record.entry.kind]}`
const idOf = ({ record }: Row): string => record.entry.tradeId ?? record.id

/** Every entry, every figure. */
const plain: Format = {
  columns: [
    "Time (UTC)",
    "Money",
    "Bot",
    "Strategy",
    "Connection",
    "Pair",
    "Kind",
    "Side",
    "Quantity",
    "Base",
    "Price",
    "Amount",
    "Quote",
    "Fee",
    "Fee asset",
    "Profit",
    "Fees in quote",
    "Funding",
    "Net",
    "Put in",
    "Base put in",
    "Run",
    "Order",
    "Trade"
  ],
  rows: ({ bot, connection, record }) => {
    const { base, botRunId, entry, environment, quote, strategy, symbol } = record
    const { clientOrderId, deal, fee, fees, funding, kind, profit, putIn, putInBase, tradeId } = entry
    return [
      [
        new Date(record.at).toISOString(),
        environment === "LIVE" ? "real" : "paper",
        bot,
        strategy,
        connection,
        symbol,
        wordOf[kind],
        deal?.side.toLowerCase(),
        deal?.quantity,
        base,
        deal?.price,
        deal?.amount,
        quote,
        fee?.amount,
        fee && (fee.of === "BASE" ? base : quote),
        profit,
        fees,
        funding,
        netOf(entry),
        putIn,
        putInBase,
        botRunId,
        clientOrderId,
        tradeId
      ]
    ]
  }
}

/**
 * Koinly's universal template: times in UTC, fees beside the amounts. Results of futures are deposits and withdrawals with
 * the tag `realized gain`, costs have `cost`, and a fee that came back `fee refund`.
 *
 * Sources: support.koinly.io/en/articles/9489976 (templates), /9490027 (futures), /9490023 (tags).
 */
const koinly: Format = {
  columns: [
    "Date",
    "Sent Amount",
    "Sent Currency",
    "Received Amount",
    "Received Currency",
    "Fee Amount",
    "Fee Currency",
    "Net Worth Amount",
    "Net Worth Currency",
    "Label",
    "Description",
    "TxHash"
  ],
  rows: (row) => {
    const flow = flowOf(row.record)
    if (flow === undefined) return []
    const { fee, kind, received, sent } = flow
    const label =
      kind === "RESULT" ? "realized gain" : kind === "TRADE" ? "" : sent === undefined ? "fee refund" : "cost"
    return [
      [
        `${second(row.record.at)} UTC`,
        sent?.amount,
        sent?.asset,
        received?.amount,
        received?.asset,
        fee?.amount,
        fee?.asset,
        "",
        "",
        label,
        described(row),
        idOf(row)
      ]
    ]
  }
}

const cointrackingType = ({ kind, sent }: Flow): string => {
  if (kind === "TRADE") return "Trade"
  if (kind === "FEE") return sent === undefined ? "Other Income" : "Other Fee"
  return sent === undefined ? "Derivatives / Futures Profit" : "Derivatives / Futures Loss"
}

/**
 * CoinTracking's own CSV: buy is what came, sell what went, both with the fee in them, which is told once more beside. A
 * fee of futures is a row of its own: what they made is the result alone.
 *
 * Sources: cointracking.freshdesk.com/en/support/solutions/articles/29000007202 (fees in amounts); columns and names of
 * types as the package `cointracking-imports` on Hackage writes them.
 */
const cointracking: Format = {
  columns: [
    "Type",
    "Buy Amount",
    "Buy Currency",
    "Sell Amount",
    "Sell Currency",
    "Fee",
    "Fee Currency",
    "Exchange",
    "Trade-Group",
    "Comment",
    "Date",
    "Tx-ID"
  ],
  rows: (row) => {
    const flow = flowOf(row.record)
    if (flow === undefined) return []
    const { fee, ...bare } = flow
    const beside = flow.kind === "RESULT" && fee !== undefined
    const flows: ReadonlyArray<Flow> = beside ? [bare, { kind: "FEE", sent: fee }] : [withFee(flow)]
    return flows.map((each, index) => [
      cointrackingType(each),
      each.received?.amount,
      each.received?.asset,
      each.sent?.amount,
      each.sent?.asset,
      each.fee?.amount,
      each.fee?.asset,
      row.connection,
      row.bot,
      described(row),
      second(row.record.at),
      index === 0 ? idOf(row) : `${idOf(row)}-fee`
    ])
  }
}

export const formats: Readonly<Record<LedgerFormat, Format>> = { plain, koinly, cointracking }
