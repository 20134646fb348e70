import { isDeepStrictEqual } from "node:util"
import { Schema } from "effect"
import { initialState, legalTransitions, step, summarize } from "@tradetower/domain/bot"
import { botEvent, runConfig } from "@tradetower/domain/strategy"
import { marketOf } from "@tradetower/domain/market"
import { orderAction } from "@tradetower/domain/order"
import type { BotEventRecord, StepRecord } from "@tradetower/platform"

const isStep = (event: BotEventRecord): event is StepRecord => event.kind === "STEP"
const inOrder = (events: ReadonlyArray<BotEventRecord>) => events.filter(isStep).toSorted((a, b) => a.seq - b.seq)

/** Folds a run anew and answers where its record and its rules part. */
export const replay = (events: ReadonlyArray<BotEventRecord>): ReadonlyArray<string> => {
  const genesis = events.find((event) => event.kind === "GENESIS")
  if (genesis === undefined) return ["has no beginning"]
  const market = marketOf(genesis.instrument)
  const readEvent = Schema.decodeUnknownSync(botEvent(market))
  const writeAction = Schema.encodeUnknownSync(orderAction(market))
  const anchor = genesis.anchor && market.price(genesis.anchor)
  const { terms } = genesis
  const begun = { runId: genesis.botRunId, market, settings: genesis.settings, ...(terms !== undefined && { terms }) }
  const config = runConfig(anchor === undefined ? begun : { ...begun, anchor })
  const messages = new Set<string>()
  const problems: Array<string> = []
  let state = initialState(config)
  for (const [index, record] of inOrder(events).entries()) {
    if (record.seq !== index + 1) return [...problems, `step ${index + 1} is missing`]
    if (messages.has(record.messageId)) problems.push(`message ${record.messageId} was stepped twice`)
    messages.add(record.messageId)
    const next = step(config, state, readEvent(record.event))
    state = next.state
    if (
      !isDeepStrictEqual(
        next.orders.map((action) => writeAction(action)),
        record.orders
      )
    )
      problems.push(`step ${record.seq} gives other orders than it recorded`)
    if (!isDeepStrictEqual(summarize(config, state), record.summary))
      problems.push(`step ${record.seq} gives another summary than it recorded`)
  }
  return problems
}

/** Whether a run's life went only where it may, and stands where a bot may stand. */
export const isLegalLife = (events: ReadonlyArray<BotEventRecord>): ReadonlyArray<string> => {
  const problems: Array<string> = []
  let state = "INITIALIZING"
  let why = ""
  for (const record of inOrder(events)) {
    why = `${record.symbol}: ${record.summary.reason}`
    for (const { from, to } of record.transitions) {
      if (from !== state || !legalTransitions[from].includes(to)) problems.push(`went from ${state} (${from}) to ${to}`)
      state = to
    }
    if (record.summary.state !== state) problems.push(`says ${record.summary.state} at step ${record.seq}, is ${state}`)
  }
  if (state === "INITIALIZING" || state === "ERROR" || state === "CLOSING")
    problems.push(`was left in ${state} (${why})`)
  return problems
}
